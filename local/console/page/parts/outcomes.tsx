import type { AppOutcome } from '../../api.ts';

const TONES: Readonly<Record<string, string>> = {
  accepted: 'good',
  rejected: 'bad',
  deferred: 'wait',
  unknown: 'odd',
};

const SIGNS: Readonly<Record<string, string>> = { accepted: '✓', rejected: '✕', deferred: '…', unknown: '?' };

/** How it ended per app, short: what stands behind each sign is told to who can't see it, or points at it. */
export function Outcomes({ all }: { readonly all: readonly AppOutcome[] }) {
  return (
    <span class="outcomes">
      {all.map(({ app, status, items, error }) => (
        <span
          key={`${app} ${status}`}
          class={TONES[status] ?? 'soft'}
          title={`${app}: ${status}${error ? `, ${error}` : ''}`}
        >
          {app} <span aria-hidden="true">{SIGNS[status] ?? status}</span>
          <span class="unseen">{status}</span>
          {items > 1 && ` ${items.toLocaleString('en')}`}
        </span>
      ))}
    </span>
  );
}
