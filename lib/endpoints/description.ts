import type * as z from 'zod/mini';
import type { Endpoint } from './endpoint.ts';

/** Draft 2020-12. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * What openapi.json says of a capability besides what its value shows. A function of the capability's own file makes it, so that
 * no bundle holds it.
 */
export interface Description {
  /** What whoever calls it has to know, in CommonMark. */
  readonly text: string;
  /**
   * What is said of members of the request, by their path (`messages[].title`; none is the request itself): a text, or JSON Schema that is laid over
   * what their own schema shows.
   */
  readonly members: Members;
  /** What the gateway's own capabilities answer when all is well. */
  readonly answer?: JsonSchema;
}

/** Some are about others: they get all that call Batch. */
export type Describe = (endpoints: readonly Endpoint[]) => Description;

export type Members = Readonly<Record<string, string | JsonSchema>>;

/** Has `extra` bring none of these. */
export function extraWithout(names: readonly string[], description: string): JsonSchema {
  return { description, propertyNames: { not: { enum: [...names] } } };
}

/** Holds a member to a schema wherever it comes from: what `extra` brings counts. */
export function limited(name: string, schema: JsonSchema): JsonSchema {
  return {
    if: { required: ['extra'], properties: { extra: { type: 'object', required: [name] } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { extra: { properties: { [name]: schema } } } },
    else: { properties: { [name]: schema } },
  };
}

/** Demands one of these members, with a value that is not `null`. */
export function oneOfMembers(...names: readonly string[]): JsonSchema {
  return { anyOf: names.map(given) };
}

/** Has a member, and its value is not `null`. */
export function given(name: string): JsonSchema {
  return { required: [name], properties: { [name]: { not: { type: 'null' } } } };
}

/** A list of texts, an edit of one, or `null` to take it away: none of these is empty. */
export function listOrEdit(): JsonSchema[] {
  const texts: JsonSchema = { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 };
  return [
    texts,
    { type: 'object', properties: { $add: texts, $remove: texts }, minProperties: 1, additionalProperties: false },
    { type: 'null' },
  ];
}

/** The same as `closed`, about an app or about a project. */
export function closedByAccount(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const alias: JsonSchema = { type: 'string' };
  return {
    ...closed(required, { app: alias, project: alias, ...optional }),
    oneOf: [{ required: ['app'] }, { required: ['project'] }],
  };
}

/** An object that has all of these members, those of `optional` perhaps, and no others. */
export function closed(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}
