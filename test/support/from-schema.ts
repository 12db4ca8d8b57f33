import fc from 'fast-check';
import type { JsonSchema } from '../../lib/endpoints/description.ts';
import { free, text } from './requests.ts';

/**
 * What a JSON Schema allows, as far as its keywords tell a generator: rules between members (`if`, `not`, `anyOf` beside
 * `properties`) are left to whoever validates what comes out.
 */
export function fromSchema(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { const: only, enum: some, anyOf, type } = schema;
  if (only !== undefined) return fc.constant(only);
  if (some) return fc.constantFrom(...some);
  if (type === undefined && anyOf) return fc.oneof(...anyOf.map((one) => fromSchema(one as JsonSchema)));
  const types = [type ?? impliedType(schema) ?? []].flat();
  return types.length === 0 ? free : fc.oneof(...types.map((one) => ofType(one, schema)));
}

function impliedType({ properties, patternProperties, items }: JsonSchema): 'object' | 'array' | undefined {
  if (properties || patternProperties) return 'object';
  return items ? 'array' : undefined;
}

function ofType(type: NonNullable<JsonSchema['type']>, schema: JsonSchema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer(boundsOf(schema));
    case 'number':
      return fc.oneof(fc.integer(boundsOf(schema)), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case 'string':
      return textOf(schema);
    case 'array':
      return arrayOf(schema);
    default:
      return objectOf(schema);
  }
}

function boundsOf({ minimum, maximum }: JsonSchema): fc.IntegerConstraints {
  return { ...(minimum !== undefined && { min: minimum }), ...(maximum !== undefined && { max: maximum }) };
}

function textOf({ pattern, allOf, minLength = 0, maxLength }: JsonSchema): fc.Arbitrary<string> {
  const patterns = [pattern, ...(allOf ?? []).map((one) => (one as JsonSchema).pattern)];
  const first = patterns.find((one) => one !== undefined);
  // fast-check has no look-ahead, and takes a second to list what a class of Unicode holds: the validator refuses what is wrong.
  const isFree = first === undefined || /\(\?|\\p/i.test(first);
  const some = isFree ? text.filter(({ length }) => length >= minLength) : fc.stringMatching(new RegExp(first, 'u'));
  return orLongest(some, (length) => fc.string({ minLength: length, maxLength: length }), maxLength);
}

function arrayOf({ items = {}, minItems = 0, maxItems, uniqueItems }: JsonSchema): fc.Arbitrary<unknown[]> {
  const entry = fromSchema(items as JsonSchema);
  const between = (minLength: number, maxLength: number) =>
    uniqueItems ? fc.uniqueArray(entry, { minLength, maxLength }) : fc.array(entry, { minLength, maxLength });
  return orLongest(between(minItems, minItems + 3), (length) => between(length, length), maxItems);
}

/** Now and then as long as it may be, where that is told. */
function orLongest<T>(some: fc.Arbitrary<T>, longest: (length: number) => fc.Arbitrary<T>, most?: number) {
  if (most === undefined) return some;
  return fc.oneof({ weight: 4, arbitrary: some }, { weight: 1, arbitrary: longest(most) });
}

/** Members with what `limited` says of them, `extra` left aside. */
function withLimits(members: Record<string, JsonSchema>, { allOf = [] }: JsonSchema): Record<string, JsonSchema> {
  const held = { ...members };
  for (const one of allOf as JsonSchema[]) {
    const { properties = {} } = (one.else ?? {}) as JsonSchema;
    for (const [name, limit] of Object.entries(properties)) {
      const { if: _, then = limit, ...limits } = limit as JsonSchema;
      held[name] = { ...held[name], ...(then === limit ? limits : (then as JsonSchema)) };
    }
  }
  return held;
}

function objectOf(schema: JsonSchema): fc.Arbitrary<Record<string, unknown>> {
  const { properties: all = {}, required = [], patternProperties = {}, additionalProperties } = schema;
  const { pattern: namePattern } = (schema.propertyNames ?? {}) as JsonSchema;
  const known = Object.entries(withLimits(all as Record<string, JsonSchema>, schema)).filter(
    ([, { not }]) => !not || Object.keys(not).length > 0,
  );
  const named = fc.record(Object.fromEntries(known.map(([name, member]) => [name, fromSchema(member)])), {
    requiredKeys: required,
  });
  const others = Object.entries(patternProperties).map(([pattern, member]) =>
    fc.dictionary(fc.stringMatching(new RegExp(pattern, 'u')), fromSchema(member as JsonSchema), { maxKeys: 3 }),
  );
  if (additionalProperties !== false) {
    const name = namePattern === undefined ? text : fc.stringMatching(new RegExp(namePattern, 'u'));
    const member = fromSchema((additionalProperties ?? {}) as JsonSchema);
    others.push(fc.dictionary(name, member, { maxKeys: 3 }));
  }
  return fc.tuple(named, ...others).map((all) => Object.assign({}, ...all.toReversed()));
}
