import { AddMember } from './add-member.tsx';
import { pointerTo } from './faults.ts';
import type { ControlGiven } from './part.ts';
import { memberOf } from './schema.ts';
import { partsOf, without } from './value.ts';

/** The members that are there, and what can be added. */
export function Members({ schema, value, pointer, label, faults, Field, onChange }: ControlGiven) {
  const members = value as Readonly<Record<string, unknown>>;
  return (
    <>
      {partsOf(schema, members).map((name) => (
        <Field
          key={name}
          schema={memberOf(schema, name)}
          value={members[name]}
          pointer={pointerTo(pointer, name)}
          label={name}
          isRequired={schema.required?.includes(name)}
          faults={faults}
          onChange={(next) => onChange({ ...members, [name]: next })}
          onRemove={() => onChange(without(members, name))}
        />
      ))}
      <AddMember
        schema={schema}
        members={members}
        to={label}
        onAdd={(name, begin) => onChange({ ...members, [name]: begin })}
      />
    </>
  );
}
