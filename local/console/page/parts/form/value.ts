import { choicesOf, kindOf, memberOf, type Schema, variantsOf } from './schema.ts';

/** How many entries of a list get fields of their own. Ours: with more, typing gets slow; raw JSON has them all. */
export const MOST_ENTRIES = 50;

/** Whether the fields of a schema can show a value. Those that they can't are shown as JSON. */
export function fits(schema: Schema, value: unknown): boolean {
  switch (kindOf(schema)) {
    case 'variants':
      return variantsOf(schema).some((variant) => fits(variant, value));
    case 'choice':
      return choicesOf(schema).includes(value);
    case 'choices':
      return Array.isArray(value) && value.every((each) => schema.items?.enum?.includes(each));
    case 'lines':
      return Array.isArray(value) && value.every(isLine);
    case 'list':
      return Array.isArray(value);
    case 'members':
      return isObject(value);
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'yes-no':
      return typeof value === 'boolean';
    case 'json':
      return true;
  }
}

function isLine(value: unknown): boolean {
  return typeof value === 'string' && /^[^\r\n]+$/.test(value);
}

/** As `fits`; a number on its way from one to the next is a text. */
export function canBeTyped(schema: Schema, value: unknown): boolean {
  return fits(schema, value) || (kindOf(schema) === 'number' && typeof value === 'string');
}

/** What a member begins with: its default, else the least of its shape. */
export function blank(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  const [variant] = variantsOf(schema);
  if (variant) return blank(variant);
  switch (kindOf(schema)) {
    case 'choice':
      return choicesOf(schema)[0];
    case 'list':
      return schema.minItems ? [blank(schema.items ?? {})] : [];
    case 'choices':
    case 'lines':
      return [];
    case 'members':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, blank(memberOf(schema, name))]));
    case 'number':
      return Math.max(schema.minimum ?? 0, 0);
    case 'yes-no':
      return false;
    default:
      return '';
  }
}

/** Which parts of a value have fields of their own, by their names or numbers: required members first. */
export function partsOf(schema: Schema, value: unknown): readonly string[] {
  const variant = variantsOf(schema).find((each) => fits(each, value));
  if (variant) return partsOf(variant, value);
  const kind = kindOf(schema);
  if (kind === 'list' && Array.isArray(value)) return Object.keys(value.slice(0, MOST_ENTRIES));
  if (kind !== 'members' || !isObject(value)) return [];
  const names = Object.keys(value);
  const first = (schema.required ?? []).filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => !first.includes(name))];
}

/** `value` without a member. */
export function without(value: object, name: string): object {
  return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
