import { Choice, Choices } from './choices.tsx';
import { List } from './list.tsx';
import { Members } from './members.tsx';
import type { Attributes, ControlGiven } from './part.ts';
import { kindOf } from './schema.ts';
import { JSON_TEXT, LINES, type Notation, NUMBER, PLAIN } from './text.ts';
import { TextBox } from './text-box.tsx';
import { Variants } from './variants.tsx';

const NOTATIONS: Readonly<Record<string, Notation>> = { text: PLAIN, number: NUMBER, lines: LINES };

/** What a part is edited with. `isJson` has it as text, whatever its shape. */
export function Control({ isJson, ...given }: ControlGiven & { readonly isJson: boolean }) {
  const { schema, value, label, attributes, onChange } = given;
  const kind = isJson ? 'json' : kindOf(schema);
  switch (kind) {
    case 'members':
      return <Members {...given} />;
    case 'list':
      return <List {...given} />;
    case 'variants':
      return (
        <Variants {...given}>
          {(variant) => <Control {...given} schema={variant} attributes={within(attributes, label)} isJson={false} />}
        </Variants>
      );
    case 'choice':
      return <Choice {...given} />;
    case 'choices':
      return <Choices {...given} />;
    case 'yes-no':
      return (
        <input
          type="checkbox"
          {...attributes}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    default:
      return (
        <TextBox attributes={attributes} notation={NOTATIONS[kind] ?? JSON_TEXT} value={value} onChange={onChange} />
      );
  }
}

/** The label points to the whole. */
function within(attributes: Attributes, label: string): Attributes {
  return { ...attributes, id: `${attributes.id}-value`, 'aria-label': label };
}
