import type { QueueRow } from '../../../api.ts';
import { useNow } from '../now.ts';
import { tellMs } from '../time.tsx';

const SECOND_MS = 1_000;

/** How many messages are on a queue, by where they are, and when the next one shows. */
export function Depth({ of: { ready, inFlight, delayed, nextAt } }: { readonly of: QueueRow }) {
  return (
    <>
      <dl class="depth">
        <Count name="ready" of={ready} />
        <Count name="in flight" of={inFlight} />
        <Count name="delayed" of={delayed} />
      </dl>
      {nextAt !== undefined && <Countdown to={nextAt} />}
    </>
  );
}

function Count({ name, of }: { readonly name: string; readonly of: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{of.toLocaleString('en')}</dd>
    </div>
  );
}

/** SQS knows only until when a message is out of sight: whether a function has it, or has put it off, looks the same. */
function Countdown({ to }: { readonly to: number }) {
  const left = Math.ceil((to - useNow(SECOND_MS)) / SECOND_MS) * SECOND_MS;
  return (
    <p class="wait">
      Next visible {left > 0 ? `in ${tellMs(left)}` : 'any moment'}, unless a function finishes it first.
    </p>
  );
}
