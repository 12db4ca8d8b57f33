import type { QueueRow } from '../../api.ts';
import { queues } from '../live.ts';
import { QueueCard } from '../parts/queues/card.tsx';
import { LettersView } from '../parts/queues/letters-view.tsx';
import { path, to } from '../route.ts';

const isBusy = ({ ready, inFlight, delayed, deadLetters }: QueueRow) => ready + inFlight + delayed + deadLetters > 0;

/** What waits on the queues, and what was given up on them. */
export function QueuesPage() {
  const [, opened] = path.value;
  const open = queues.value.find(({ capability }) => capability !== undefined && capability === opened);
  return open ? <LettersView of={open} key={open.name} /> : <AllQueues />;
}

function AllQueues() {
  const busy = queues.value.filter(isBusy);
  const empty = queues.value.filter((queue) => !isBusy(queue));
  return (
    <>
      <h1>Queues</h1>
      <p class="lead">
        Messages that wait for a function, and dead letters: requests that the functions can’t finish by themselves.
        Open a queue to read its letters and to decide about them.
      </p>
      {busy.length > 0 ? (
        <List of={busy} />
      ) : (
        <p class="card">
          All queues are empty. <a href={to(['compose'])}>Compose a request</a> and send it to its queue, or{' '}
          <a href={to(['trouble'])}>make trouble</a> first to see it come back, or end as a dead letter.
        </p>
      )}
      {empty.length > 0 && (
        <details class="empty-queues">
          <summary>
            {empty.length} empty {empty.length === 1 ? 'queue' : 'queues'}
          </summary>
          <List of={empty} />
        </details>
      )}
    </>
  );
}

function List({ of }: { readonly of: readonly QueueRow[] }) {
  return (
    <ul class="queues">
      {of.map((queue) => (
        <li key={queue.name} class="card">
          <QueueCard of={queue} />
        </li>
      ))}
    </ul>
  );
}
