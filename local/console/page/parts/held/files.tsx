import { bulks } from '../../live.ts';
import { BulkCard } from './bulk-card.tsx';
import { StartBulk } from './start-bulk.tsx';

/** Files whose lines are sent as requests: those under way, and a form to start one. */
export function Files() {
  return (
    <div class="files">
      <StartBulk />
      <section aria-labelledby="files">
        <h2 id="files">Files so far</h2>
        {bulks.value.length === 0 && (
          <p class="card">None yet. Choose one above, or have one of 25,000 made-up people written for you.</p>
        )}
        <ul class="bulks">
          {bulks.value.map((row) => (
            <li key={row.id} class="card">
              <BulkCard of={row} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
