import { useState } from 'preact/hooks';
import type { CapabilityRow } from '../../../api.ts';
import { go, to } from '../../route.ts';
import type { Form, Request } from './described.ts';

/** Which capability is asked, by its address, so that a link leads to it. */
export function CapabilityChooser({ all, current }: { all: readonly CapabilityRow[]; current: CapabilityRow }) {
  return (
    <p class="row">
      <label htmlFor="capability">Capability</label>
      <select
        id="capability"
        value={current.name}
        onChange={({ currentTarget }) => go(to(['compose', currentTarget.value]))}
      >
        {all.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </p>
  );
}

/** Requests to begin with. */
export function ExampleChooser({ examples, onLoad }: Pick<Form, 'examples'> & { onLoad(request: Request): void }) {
  const [chosen, setChosen] = useState(0);
  const { request } = examples[chosen] ?? { request: {} };
  return (
    <div class="row">
      <label htmlFor="example">Example</label>
      <select id="example" value={chosen} onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}>
        {examples.map(({ title }, index) => (
          <option key={title} value={index}>
            {title}
          </option>
        ))}
      </select>
      <button type="button" onClick={() => onLoad(request)}>
        Load the example
      </button>
    </div>
  );
}
