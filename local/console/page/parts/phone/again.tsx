import { to } from '../../route.ts';
import type { Arrival } from './shade.ts';

/** That the same push reached the same person before, and what this means. */
export function Again({ arrival: { seen, times, person, before } }: { readonly arrival: Arrival }) {
  if (times === 1) return null;
  return (
    <p class="again">
      <strong class="mark bad">{ordinal(times)} time</strong> {person} has already got this very push.{' '}
      {before?.request !== undefined && before.request === seen.request ? (
        'One request brought both: it was sent again because its outcome was unknown.'
      ) : (
        <>
          Two requests asked for it without a common Idempotency-Key, or it was sent again because its outcome was
          unknown.{' '}
          {before?.request !== undefined && <a href={to(['requests', before.request])}>Request of the time before</a>}
        </>
      )}
    </p>
  );
}

const RULES = new Intl.PluralRules('en', { type: 'ordinal' });

const SUFFIXES: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> = { one: 'st', two: 'nd', few: 'rd' };

/** `2nd`, `3rd`, `11th` */
function ordinal(count: number): string {
  return `${count}${SUFFIXES[RULES.select(count)] ?? 'th'}`;
}
