import { Json } from '../json.tsx';
import type { PlannedCall } from './faults.ts';

/** The calls to Batch that the request would become. */
export function Planned({ calls }: { readonly calls: readonly PlannedCall[] }) {
  return (
    <section class="card" aria-labelledby="planned">
      <h2 id="planned">What would be sent</h2>
      {calls.length === 0 && <p class="soft">Not known for as long as the request has faults, or is being checked.</p>}
      {calls.map((call, index) => (
        <PlannedPart key={index} call={call} />
      ))}
    </section>
  );
}

function PlannedPart({ call: { of, items, method, path, body } }: { readonly call: PlannedCall }) {
  return (
    <details>
      <summary>
        <strong>{of}</strong>{' '}
        <code>
          {method} {path}
        </code>{' '}
        <span class="soft">{items === 1 ? '1 item' : `${items.toLocaleString('en')} items`}</span>
      </summary>
      {body !== undefined && <Json text={JSON.stringify(body)} />}
    </details>
  );
}
