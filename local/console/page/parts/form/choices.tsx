import type { ControlGiven } from './part.ts';
import { choicesOf } from './schema.ts';

/** One of the values that are allowed. */
export function Choice({ schema, value, attributes, onChange }: ControlGiven) {
  const choices = choicesOf(schema);
  return (
    <select
      {...attributes}
      value={choices.indexOf(value)}
      onChange={({ currentTarget }) => onChange(choices[Number(currentTarget.value)])}
    >
      {choices.map((choice, index) => (
        <option key={String(choice)} value={index}>
          {String(choice)}
        </option>
      ))}
    </select>
  );
}

/** Any of the values that are allowed, in the order in which they were chosen. */
export function Choices({ schema, value, onChange }: ControlGiven) {
  const chosen = value as readonly unknown[];
  return (
    <div class="row">
      {schema.items?.enum?.map((choice) => (
        <label key={String(choice)} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(choice)}
            onChange={({ currentTarget }) =>
              onChange(currentTarget.checked ? [...chosen, choice] : chosen.filter((each) => each !== choice))
            }
          />
          {String(choice)}
        </label>
      ))}
    </div>
  );
}
