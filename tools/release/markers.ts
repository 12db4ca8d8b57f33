import { type Json, ref } from './template.ts';

/** Letters and digits alone, since a stage may hold no others. */
const MARKER = /PARAM0([A-Za-z]+\d?)0/g;

/** A text that stands for a value that CloudFormation knows later: a parameter's, or an expression's. */
export const markerOf = (name: string) => `PARAM0${name}0`;

/**
 * Puts CloudFormation's functions in place of markers: `!Ref` where there is nothing but the marker, `!Sub` in a text.
 *
 * @param expressions what is not just a parameter, by the names of their markers
 */
export function unmark(value: Json, expressions: Readonly<Record<string, Json>>): Json {
  if (typeof value === 'string') return inText(value, expressions);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => unmark(item, expressions));
  if (typeof value['Fn::Sub'] === 'string') return substituted(value['Fn::Sub'], expressions);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmark(inner, expressions)]));
}

function inText(text: string, expressions: Readonly<Record<string, Json>>): Json {
  const [first] = namesIn(text);
  if (first === undefined) return text;
  if (text === markerOf(first)) return expressions[first] ?? ref(first);
  // What looks like a reference is none: this was no `!Sub`.
  return substituted(text.replaceAll('${', '${!'), expressions);
}

/** @param text of a `!Sub` */
function substituted(text: string, expressions: Readonly<Record<string, Json>>): Json {
  const needed = namesIn(text).filter((name) => Object.hasOwn(expressions, name));
  const marked = text.replace(MARKER, (_, name) => `\${${name}}`);
  if (needed.length === 0) return { 'Fn::Sub': marked };
  return { 'Fn::Sub': [marked, Object.fromEntries(needed.map((name) => [name, expressions[name]]))] };
}

function namesIn(text: string): string[] {
  return [...text.matchAll(MARKER)].map(([, name = '']) => name);
}
