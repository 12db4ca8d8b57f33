import { useState } from 'preact/hooks';
import type { CapabilityRow } from '../../../api.ts';
import { go, to } from '../../route.ts';
import type { Form, Request } from './described.ts';

/** Which capability is asked, by its address, so that a link leads to it. */
export function CapabilityChooser({ all, current }: { all: readonly CapabilityRow[]; current: CapabilityRow }) {
  return (
    <label>
      Capability
      <select value={current.name} onChange={({ currentTarget }) => go(to(['compose', currentTarget.value]))}>
        {all.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Requests to begin with. */
export function ExampleChooser({ examples, onLoad }: Pick<Form, 'examples'> & { onLoad(request: Request): void }) {
  const [chosen, setChosen] = useState(0);
  const { request } = examples[chosen] ?? { request: {} };
  return (
    <div class="row">
      <label>
        Example
        <select value={chosen} onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}>
          {examples.map(({ title }, index) => (
            <option key={title} value={index}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => onLoad(request)}>
        Load the example
      </button>
    </div>
  );
}
