import type { ComponentChildren } from 'preact';
import type { CallStep, LedgerStep, Step, Try } from '../../api.ts';
import { Json } from './json.tsx';
import { Mark } from './mark.tsx';
import { Clock, tellMs } from './time.tsx';

/** Steps of one try that are shown at once. Ours: a batch of messages may have thousands. */
const MOST_STEPS = 300;

/** How a request got there: its tries, and what happened in each. */
export function Story({ of }: { readonly of: readonly Try[] }) {
  return (
    <ol class="story">
      {of.map((one, index) => (
        <li key={one.invocation}>
          <OneTry of={one} next={of[index + 1]} />
        </li>
      ))}
    </ol>
  );
}

function OneTry({ of, next }: { readonly of: Try; readonly next: Try | undefined }) {
  const { at, endedAt, end, error, together, receives, againAt, steps } = of;
  const waitsUntil = next?.at ?? againAt;
  return (
    <>
      <h3>
        <Clock at={at} /> {nameOf(of)}
        {receives !== undefined && receives > 1 && `, received for the ${ordinal(receives)} time`}
        {together > 1 && `, with ${(together - 1).toLocaleString('en')} other messages`}
      </h3>
      <ol class="steps">
        {steps.slice(0, MOST_STEPS).map((step) => (
          <li key={`${step.kind} ${step.at} ${'number' in step ? step.number : ''}`} class={`step ${step.kind}`}>
            <span class="offset soft">+{tellMs(step.at - at)}</span>
            <div>
              <OneStep of={step} />
            </div>
          </li>
        ))}
      </ol>
      {steps.length > MOST_STEPS && <p class="soft">and {(steps.length - MOST_STEPS).toLocaleString('en')} more</p>}
      {end === 'lost' && <p class="bad">The function was lost: {error?.split('\n')[0]}</p>}
      {end === 'answered' && <p class="soft">Ended after {tellMs((endedAt ?? at) - at)}.</p>}
      {waitsUntil !== undefined && endedAt !== undefined && (
        <p class="wait">
          On its queue for {tellMs(waitsUntil - endedAt)}, until <Clock at={waitsUntil} />.
        </p>
      )}
    </>
  );
}

/** The function's own name, without what all have in common. */
function nameOf({ function: name }: Try): string {
  return name.replace(/^batch-push-functions-[^-]+-/, '');
}

function ordinal(count: number): string {
  const ends: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
  return `${count}${ends[new Intl.PluralRules('en', { type: 'ordinal' }).select(count)]}`;
}

function OneStep({ of }: { readonly of: Step }): ComponentChildren {
  switch (of.kind) {
    case 'call':
      return <Call of={of} />;
    case 'ledger':
      return <Ledger of={of} />;
    case 'wait':
      return (
        <span class="wait">
          {of.app}: {tellMs(of.ms)} pause{of.after === null ? ' after no answer' : ` after a ${of.after}`}
        </span>
      );
    case 'aws':
      return (
        <span class={of.status === undefined ? 'bad' : 'soft'}>
          {of.action} {of.status === undefined ? 'found nobody: the service is down' : `${of.status}, ${tellMs(of.ms)}`}
        </span>
      );
  }
}

function Ledger({ of: { state, parts, items, isTaken } }: { readonly of: LedgerStep }) {
  const of = parts === 1 ? '' : ` of ${parts.toLocaleString('en')} parts`;
  return (
    <span>
      ledger{of}: <Mark of={state} />{' '}
      <span class="soft">
        {isTaken ? `${items.toLocaleString('en')} ${items === 1 ? 'item' : 'items'}` : 'somebody else has it'}
      </span>
    </span>
  );
}

function Call({ of }: { readonly of: CallStep }) {
  const { app, method, path, status, ms, fault, isCarriedOut, body, answer } = of;
  const tone = status === null ? 'odd' : status < 300 ? 'good' : 'bad';
  return (
    <details>
      <summary>
        <strong>{app}</strong> <span class="mono">{`${method} ${path}`}</span>{' '}
        <span class={tone}>→ {status ?? (ms === undefined ? 'under way' : 'no answer')}</span>
        {ms !== undefined && <span class="soft"> {tellMs(ms)}</span>}
        {fault !== undefined && <span class="mark bad">fault: {fault}</span>}
        {isCarriedOut && (status === null || status >= 300) && <span class="mark odd">carried out all the same</span>}
      </summary>
      <h4>Sent</h4>
      <Json text={body} />
      <h4>Batch’s answer</h4>
      <Json text={answer} />
    </details>
  );
}
