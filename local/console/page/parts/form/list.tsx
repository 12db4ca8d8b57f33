import { pointerTo } from './faults.ts';
import type { ControlGiven } from './part.ts';
import { blank, MOST_ENTRIES } from './value.ts';

/** Entries one after the other. */
export function List({ schema, value, pointer, label, faults, Field, onChange }: ControlGiven) {
  const entries = value as readonly unknown[];
  const ofEntry = schema.items ?? {};
  return (
    <>
      {entries.slice(0, MOST_ENTRIES).map((entry, index) => (
        <Field
          key={index}
          schema={ofEntry}
          value={entry}
          pointer={pointerTo(pointer, `${index}`)}
          label={`${label} ${index + 1}`}
          faults={faults}
          onChange={(next) => onChange(entries.with(index, next))}
          onRemove={() => onChange(entries.toSpliced(index, 1))}
        />
      ))}
      {entries.length > MOST_ENTRIES && (
        <p class="soft">
          The first {MOST_ENTRIES} of {entries.length.toLocaleString('en')} have fields; raw JSON has them all.
        </p>
      )}
      <button type="button" onClick={() => onChange([...entries, blank(ofEntry)])}>
        Add to {label}
      </button>
    </>
  );
}
