import { useState } from 'preact/hooks';
import type { Attributes } from './part.ts';
import { type Notation, shown } from './text.ts';

interface Given {
  readonly attributes: Attributes;
  readonly notation: Notation;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** A value typed as text. It grows with what is in it. */
export function TextBox({ notation, value, onChange, attributes }: Given) {
  const [typed, setTyped] = useState<string>();
  return (
    <textarea
      {...attributes}
      rows={1}
      spellcheck={false}
      value={shown(notation, value, typed)}
      onInput={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(notation.read(currentTarget.value));
      }}
    />
  );
}
