import { useState } from 'preact/hooks';
import { memberOf, missingMembers, type Schema, takesFreeMembers } from './schema.ts';
import { Told } from './told.tsx';
import { blank } from './value.ts';

interface Given {
  readonly schema: Schema;
  readonly members: object;
  /** What the members belong to; empty for the request. */
  readonly to: string;
  readonly onAdd: (name: string, value: unknown) => void;
}

/** What members there could be besides: those that are missing in sight, the others folded. */
export function AddMember({ schema, members, to, onAdd }: Given) {
  const { required, optional } = missingMembers(schema, members);
  const add = (name: string) => onAdd(name, blank(memberOf(schema, name)));
  const isFree = takesFreeMembers(schema);
  return (
    <>
      <Known names={required} schema={schema} onAdd={add} />
      {(optional.length > 0 || isFree) && (
        <details class="add">
          <summary>Add a member{to && ` to ${to}`}</summary>
          <Known names={optional} schema={schema} onAdd={add} />
          {isFree && <Free to={to} onAdd={add} />}
        </details>
      )}
    </>
  );
}

function Known({
  names,
  schema,
  onAdd,
}: Pick<Given, 'schema'> & { names: readonly string[]; onAdd(name: string): void }) {
  return names.map((name) => (
    <p key={name} class="addable">
      <button type="button" onClick={() => onAdd(name)}>
        Add {name}
      </button>{' '}
      <span class="soft">
        <Told text={memberOf(schema, name).description} />
      </span>
    </p>
  ));
}

function Free({ to, onAdd }: Pick<Given, 'to'> & { onAdd(name: string): void }) {
  const [name, setName] = useState('');
  const label = `Name of a member of ${to || 'the request'}`;
  return (
    <p class="row">
      <input aria-label={label} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      <button
        type="button"
        disabled={name === ''}
        onClick={() => {
          onAdd(name);
          setName('');
        }}
      >
        Add by name
      </button>
    </p>
  );
}
