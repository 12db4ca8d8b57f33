import { Clock } from '../time.tsx';
import { Caption } from './caption.tsx';
import type { Arrival } from './shade.ts';

/** What reached a phone and is not to be seen on it, the latest first. */
export function Unseen({ arrivals }: { readonly arrivals: readonly Arrival[] }) {
  if (arrivals.length === 0) return null;
  return (
    <section class="unseen-list">
      <h3>Arrived, and not to be seen</h3>
      <ul>
        {arrivals.map((arrival) => (
          <li key={arrival.seen.number}>
            <p>
              <Clock at={arrival.seen.at} /> {tell(arrival)}
            </p>
            <Caption arrival={arrival} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function tell({ fate, seen: { push } }: Arrival) {
  if (fate === 'silent') {
    return (
      <>
        <span class="mark soft">silent</span> The app is woken; the person notices nothing.
      </>
    );
  }
  return (
    <>
      <span class="mark soft">replaced</span> <bdi>{push.message?.title ?? push.message?.body}</bdi>: a later push has
      its collapse key.
    </>
  );
}
