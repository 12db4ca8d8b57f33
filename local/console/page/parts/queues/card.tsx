import type { QueueRow } from '../../../api.ts';
import { to } from '../../route.ts';
import { Depth } from './depth.tsx';

/** A queue at a glance. */
export function QueueCard({ of }: { readonly of: QueueRow }) {
  const { capability, deadLetters } = of;
  return (
    <>
      <h2>{capability ?? 'Undeliverable events'}</h2>
      <Depth of={of} />
      {capability === undefined ? (
        <p class="soft">
          Events on the bus that no rule takes, since their <code>detail-type</code> is misspelt, or that could not be
          put on a queue. No function works them off: look at <code>{of.name}</code> with an AWS CLI, mend the cause,
          and send the events again.
        </p>
      ) : (
        <a
          href={to(['queues', capability])}
          class={deadLetters > 0 ? 'bad' : undefined}
          aria-label={`${told(deadLetters)} of ${capability}`}
        >
          {told(deadLetters)}
        </a>
      )}
    </>
  );
}

function told(count: number): string {
  if (count === 0) return 'No dead letters';
  return count === 1 ? '1 dead letter' : `${count.toLocaleString('en')} dead letters`;
}
