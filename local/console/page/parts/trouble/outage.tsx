import { useEffect, useState } from 'preact/hooks';
import { tellMs } from '../time.tsx';
import { orderTrouble } from './orders.ts';

/** Batch is down, and for how long still. */
export function Outage({ until }: { readonly until: number }) {
  const leftMs = Math.max(0, until - useNow());
  return (
    <li class="row">
      <span>Batch is down</span>
      <span class="mark bad" role="timer">
        {tellMs(Math.ceil(leftMs / 1_000) * 1_000)} left
      </span>
      <button type="button" onClick={() => orderTrouble({ outageSeconds: 0 })}>
        End the outage
      </button>
    </li>
  );
}

/** Milliseconds since 1970, told four times a second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return now;
}

const MINUTES = [1, 10];

/** How Batch is made to be down for a while. */
export function Outages() {
  return (
    <section aria-labelledby="outages">
      <h2 id="outages">Batch is down for a while</h2>
      <p class="soft">
        Every call gets Batch’s 503. Requests: deferred, with Retry-After. Queues: messages wait, longer each time.
        Phones: all of it arrives once the time is over, nothing is lost and nothing comes twice.
      </p>
      <div class="row">
        {MINUTES.map((minutes) => (
          <button key={minutes} type="button" onClick={() => orderTrouble({ outageSeconds: minutes * 60 })}>
            Down for {minutes} {minutes === 1 ? 'minute' : 'minutes'}
          </button>
        ))}
      </div>
    </section>
  );
}
