import type { QueueRow } from '../../../api.ts';
import { useNow } from '../now.ts';
import { tellMs } from '../time.tsx';

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

/** A message that a function put back waits out of sight: SQS counts it as in flight. */
function Countdown({ to }: { readonly to: number }) {
  const left = to - useNow(1_000);
  return (
    <p class="wait">
      {left > 0
        ? `The next one is seen again in ${tellMs(Math.ceil(left / 1_000) * 1_000)}.`
        : 'The next one is seen again any moment.'}
    </p>
  );
}
