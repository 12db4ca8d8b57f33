import { type Fault, wayDown } from './faults.ts';

/** What is wrong at a place, or beneath it where nothing else says so. */
export function FaultsHere({ faults, pointer }: { readonly faults: readonly Fault[]; readonly pointer: string }) {
  if (faults.length === 0) return null;
  return (
    <ul class="faults">
      {faults.map((fault) => (
        <li key={`${fault.pointer} ${fault.detail}`}>{told(fault, pointer)}</li>
      ))}
    </ul>
  );
}

function told(fault: Fault, pointer: string): string {
  const way = wayDown(fault, pointer);
  return way === '' ? fault.detail : `${way}: ${fault.detail}`;
}
