import { useEffect, useState } from 'preact/hooks';
import { Control } from './control.tsx';
import { faultsAt } from './faults.ts';
import { FaultsHere } from './faults-here.tsx';
import { type FieldGiven, idOf } from './part.ts';
import { type Kind, kindOf } from './schema.ts';
import { Told } from './told.tsx';
import { canBeTyped, partsOf } from './value.ts';

/** What is edited by one element, which has the name for its label. The others are groups of elements. */
const SINGLE: readonly Kind[] = ['text', 'number', 'yes-no', 'choice', 'lines', 'json'];

/** A part of a request with its name, what is known of it, and its faults. What its fields can't show is there as JSON. */
export function Field({ isRequired = false, onRemove, ...part }: FieldGiven) {
  const { schema, value, pointer, label } = part;
  const isOdd = !canBeTyped(schema, value);
  const [isAsked, setAsked] = useState(isOdd);
  // Fields would take the focus from whoever is typing JSON that becomes something they can show.
  useEffect(() => {
    if (isOdd) setAsked(true);
  }, [isOdd]);
  const isJson = isAsked || isOdd;
  const kind = kindOf(schema);
  const isGroup = !isJson && !SINGLE.includes(kind);
  const faults = faultsAt(part.faults, pointer, isJson ? [] : partsOf(schema, value));
  const id = idOf(pointer);
  const isFaulty = faults.length > 0;
  const about = `${id}-about`;
  return (
    <div class={isFaulty ? 'field faulty' : 'field'} {...(isGroup && groupOf(id, label, about))}>
      <div class="head">
        {isGroup ? <span class="name">{label}</span> : <label htmlFor={id}>{label}</label>}
        {isRequired && <span class="soft">required</span>}
        {!isJson && kind === 'lines' && <span class="soft">one a line</span>}
        {(isGroup || isJson) && (
          <button
            type="button"
            class="quiet"
            aria-pressed={isJson}
            aria-label={`JSON of ${label}`}
            disabled={isOdd}
            onClick={() => setAsked(!isAsked)}
          >
            JSON
          </button>
        )}
        <button type="button" class="quiet" aria-label={`Remove ${label}`} onClick={onRemove}>
          Remove
        </button>
      </div>
      <div id={about}>
        {schema.description && (
          <p class="soft about">
            <Told text={schema.description} />
          </p>
        )}
        <FaultsHere faults={faults} pointer={pointer} />
      </div>
      <Control
        {...part}
        Field={Field}
        attributes={{ id, 'aria-describedby': about, 'aria-invalid': isFaulty }}
        isJson={isJson}
      />
    </div>
  );
}

function groupOf(id: string, label: string, about: string) {
  return { id, role: 'group' as const, tabIndex: -1, 'aria-label': label, 'aria-describedby': about };
}
