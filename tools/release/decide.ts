import { isDeepStrictEqual } from 'node:util';
import { either, isPlainObject, type Json, NO_VALUE, type Template } from './template.ts';

/** What the framework makes if one thing is decided otherwise than in the base, and how CloudFormation knows that it is. */
export interface Variant<Value = Json> {
  readonly value: Value;
  /** One for all of it, or, where pieces come in one after the other, one for each. */
  readonly conditions: readonly [string, ...string[]];
}

/**
 * One template in place of several: where they differ from the base, CloudFormation's conditions decide. Throws where two
 * variants want the same place otherwise, or one lacks an item of a list: that would need conditions over conditions.
 */
export function decideAll(base: Template, variants: readonly Variant<Template>[]): Template {
  const section = (name: 'Resources' | 'Outputs') =>
    Object.fromEntries(
      keysOf(
        base[name],
        variants.map(({ value }) => value[name]),
      ).map((id) => [id, decideOne(base[name][id], variants.map(at((template) => template[name][id])))]),
    );
  const removals = keysOf(base.Resources, []).map((id) => removing(variants.map(at(({ Resources }) => Resources[id]))));
  const Conditions = Object.assign({}, base.Conditions, ...variants.map(({ value }) => value.Conditions));
  return {
    ...base,
    Resources: section('Resources'),
    Outputs: section('Outputs'),
    Conditions: { ...Conditions, ...Object.fromEntries(removals.flatMap(without)) },
  };
}

/** The conditions under which something of the base is not made. */
function removing(variants: readonly Variant[]): readonly string[] {
  return variants.flatMap(({ value, conditions }) => (value === undefined ? [conditions[0]] : []));
}

const nameWithout = (conditions: readonly string[]) => `Unless${conditions.join('Or')}`;

/** The condition that none of some holds. */
function without(conditions: readonly string[]): [name: string, condition: Json][] {
  const all = conditions.map((Condition) => ({ Condition }));
  const [first] = all;
  return first === undefined
    ? []
    : [[nameWithout(conditions), { 'Fn::Not': all.length === 1 ? all : [{ 'Fn::Or': all }] }]];
}

/** A resource or an output, which has a way of its own to be there or not. */
function decideOne(base: Json, variants: readonly Variant[]): Json {
  if (base !== undefined) {
    const removed = removing(variants);
    const decided = decide(
      base,
      variants.filter(({ value }) => value !== undefined),
    );
    if (removed.length > 0 && decided.Condition !== undefined)
      throw new Error(`A variant lacks ${JSON.stringify(base)}.`);
    return removed.length === 0 ? decided : { ...decided, Condition: nameWithout(removed) };
  }
  const [added, ...others] = variants.filter(({ value }) => value !== undefined);
  if (!added || others.length > 0) throw new Error('Two variants add the same resource.');
  return { ...added.value, Condition: added.conditions[0] };
}

function decide(base: Json, variants: readonly Variant[]): Json {
  const others = variants.filter(({ value }) => !isDeepStrictEqual(value, base));
  const [other, ...more] = others;
  if (!other) return base;
  const all = [base, ...others.map(({ value }) => value)];
  if (all.every(isPlainObject)) return decideMembers(base, others);
  if (all.every(Array.isArray)) return decideItems(base, others);
  if (more.length > 0) throw new Error(`Two variants decide over ${JSON.stringify(base)}.`);
  return either(other.conditions[0], other.value ?? NO_VALUE, base ?? NO_VALUE);
}

function decideMembers(base: Json, variants: readonly Variant[]): Json {
  const keys = keysOf(
    base,
    variants.map(({ value }) => value),
  );
  const members = keys.map((key) => [key, decide(base[key], variants.map(at((value) => value[key])))]);
  return Object.fromEntries(members);
}

/** A list as long as the base's differs item by item, a longer one by what comes in between. */
function decideItems(base: readonly Json[], variants: readonly Variant<readonly Json[]>[]): Json[] {
  const alike = variants.filter(({ value }) => value.length === base.length);
  const insertions = variants.filter((variant) => !alike.includes(variant)).flatMap((each) => insertionsOf(base, each));
  const before = (place: number) => insertions.filter((each) => each.before === place).map(({ piece }) => piece);
  const items = base.flatMap((item, place) => [...before(place), decide(item, alike.map(at((value) => value[place])))]);
  return [...items, ...before(base.length)];
}

function insertionsOf(base: readonly Json[], { value, conditions }: Variant<readonly Json[]>) {
  const insertions: { readonly before: number; readonly piece: Json }[] = [];
  let before = 0;
  for (const item of value) {
    if (before < base.length && isDeepStrictEqual(item, base[before])) before += 1;
    else {
      const condition = conditions[insertions.length] ?? conditions[0];
      insertions.push({ before, piece: either(condition, item, NO_VALUE) });
    }
  }
  if (before < base.length) throw new Error(`A variant lacks ${JSON.stringify(base[before])}.`);
  return insertions;
}

function keysOf(base: object, others: readonly object[]): string[] {
  return [...new Set([base, ...others].flatMap((each) => Object.keys(each)))];
}

/** A variant of a part. */
function at<Whole>(partOf: (whole: Whole) => Json): (variant: Variant<Whole>) => Variant {
  return ({ value, conditions }) => ({ value: partOf(value), conditions });
}
