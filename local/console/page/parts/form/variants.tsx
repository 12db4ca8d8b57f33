import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ControlGiven } from './part.ts';
import { choicesOf, kindOf, type Schema, variantsOf } from './schema.ts';
import { blank, canBeTyped, fits } from './value.ts';

const NAMES = {
  text: 'text',
  number: 'number',
  'yes-no': 'yes or no',
  choice: 'one of',
  choices: 'some of',
  lines: 'texts, one a line',
  list: 'list',
  members: 'object',
  variants: 'several shapes',
  json: 'anything, as JSON',
};

interface Given extends ControlGiven {
  /** Edits the shape that is chosen. */
  readonly children: (variant: Schema) => JSX.Element;
}

/** One of several shapes; which one is chosen, and stays so while something is typed into it. */
export function Variants({ schema, value, label, onChange, children }: Given) {
  const [asked, setAsked] = useState<number>();
  const variants = variantsOf(schema);
  const current = asked === undefined ? undefined : variants[asked];
  const isAsked = current !== undefined && canBeTyped(current, value);
  const index = isAsked ? Number(asked) : variants.findIndex((variant) => fits(variant, value));
  const variant = variants[index];
  return (
    <>
      <select
        aria-label={`Shape of ${label}`}
        value={index}
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          setAsked(next);
          onChange(blank(variants[next] ?? {}));
        }}
      >
        {variants.map((each, place) => (
          <option key={place} value={place}>
            {nameOf(each)}
          </option>
        ))}
      </select>
      {variant && children(variant)}
    </>
  );
}

function nameOf(schema: Schema): string {
  const [only, ...others] = choicesOf(schema);
  if (only !== undefined && others.length === 0) return String(only);
  const members = Object.keys(schema.properties ?? {}).join(', ');
  return members === '' ? NAMES[kindOf(schema)] : `${NAMES[kindOf(schema)]} with ${members}`;
}
