import type { SendDone, Way } from '../../../api.ts';
import { requests } from '../../live.ts';
import { to } from '../../route.ts';
import { Json } from '../json.tsx';
import { Mark } from '../mark.tsx';
import { rowOf, type Sent } from './sent.ts';

/** What came back of what was sent, and where the rest is told. */
export function Answer({ sent }: { readonly sent: Sent }) {
  const { order, done, error } = sent;
  const row = done && rowOf(sent, requests.value);
  return (
    <section class="card" aria-labelledby="answer">
      <h2 id="answer">Answer</h2>
      <p class="row" role="status">
        {done ? <Heading way={order.way} done={done} /> : (error ?? 'Sending…')}
        {row && (
          <>
            <Mark of={row.fate} />
            <a href={to(['requests', row.id])}>How it got there</a>
          </>
        )}
      </p>
      {done && order.way !== 'http' && (
        <p class="soft">Nobody waits for the answer of a message: what becomes of it is told with the request.</p>
      )}
      {done && <Json text={JSON.stringify(done.body)} />}
    </section>
  );
}

function Heading({ way, done: { status, headers } }: { readonly way: Way; readonly done: SendDone }) {
  if (way !== 'http') return <span>{way === 'queue' ? 'On the queue' : 'On the bus'}</span>;
  const retryAfter = headers['retry-after'];
  return (
    <>
      <strong class={status < 300 ? 'good' : 'bad'}>{status}</strong>
      {headers['idempotent-replayed'] && <span>replayed: answered from memory, nothing was sent</span>}
      {retryAfter && <span>to be tried again after {retryAfter} s</span>}
    </>
  );
}
