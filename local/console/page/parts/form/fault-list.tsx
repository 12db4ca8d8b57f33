import type { CapabilityRow } from '../../../api.ts';
import type { Draft } from './draft.ts';
import type { Fault } from './faults.ts';
import { idOf } from './part.ts';
import type { Check } from './use-check.ts';

interface Given {
  readonly capability: CapabilityRow;
  readonly draft: Draft;
  readonly check: Check;
  readonly faults: readonly Fault[];
}

/** All that is wrong with the request; each leads to where it can be mended. */
export function FaultList({ capability, draft, check, faults }: Given) {
  return (
    <section class="card" aria-labelledby="faults">
      <h2 id="faults">Check</h2>
      <p role="status">{summaryOf({ capability, draft, check, faults })}</p>
      {faults.length > 0 && (
        <ul class="fault-list">
          {faults.map(({ pointer, header, detail }) => (
            <li key={`${pointer} ${header} ${detail}`}>
              {pointer !== undefined && (
                <button type="button" class="quiet mono" onClick={() => focusOn(pointer)}>
                  {pointer || 'the request'}
                </button>
              )}{' '}
              {header} {detail}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function summaryOf({ capability, draft, check, faults }: Given): string {
  const count = faults.length === 1 ? '1 fault.' : `${faults.length} faults.`;
  if (!capability.isDryRunnable) return faults.length > 0 ? count : 'This is checked when it is sent.';
  if (check.request !== draft.request) return 'Checking…';
  return faults.length > 0 ? count : 'The gateway would take it.';
}

/** To the field, or to the nearest one above that is there; else to the raw JSON. */
function focusOn(pointer: string): void {
  let place = pointer;
  while (place !== '' && !document.getElementById(idOf(place))) place = place.slice(0, place.lastIndexOf('/'));
  document.getElementById(place === '' ? 'raw' : idOf(place))?.focus();
}
