import openapiTS, { astToString } from 'openapi-typescript';
import type { JsonSchema } from '../../lib/endpoints/description.ts';
import type { Document } from './document.ts';

/** An operation as `operation.ts` writes it. */
interface Operation {
  readonly operationId: string;
  readonly 'x-capability': string;
  readonly 'x-effect': string;
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters: readonly { readonly name: string }[];
}

const HEADER = '// Written by `npm run openapi` from what each capability says of itself.\n';

const BETWEEN = `
type Success = 200 | 201 | 202 | 207;

type Json<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : never;

/** Every answer that is no error. */
type Answer<Name extends keyof operations> = {
  [Status in keyof operations[Name]['responses'] & Success]: Json<operations[Name]['responses'][Status]>;
}[keyof operations[Name]['responses'] & Success];

type Of<Parameters> = [Parameters] extends [undefined] ? unknown : NonNullable<Parameters>;

/** The members of a path and a query together. */
type Read<Name extends keyof operations> = Of<operations[Name]['parameters']['path']> &
  Of<operations[Name]['parameters']['query']>;

/** How a method asks over HTTP. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether a repetition without a name may be carried out twice. */
  readonly isOnce: boolean;
}
`;

/** The source of the client's types, and the table that its methods are made of. */
export async function clientTypes(document: Document): Promise<string> {
  const types = astToString(await openapiTS(JSON.stringify(asTypes(document)), { emptyObjectsUnknown: true }));
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  );
  const methods = all.filter(({ operation }) => !all.some((other) => isWiderThan(other.operation, operation)));
  const lines = (write: (one: (typeof methods)[number], name: string) => string) =>
    methods.map((one) => write(one, one.operation.operationId.replace(/ByQuery$/, ''))).join('\n');
  const queued = methods.filter(({ operation }) => operation.parameters.some(({ name }) => name === 'Prefer'));
  return [
    HEADER,
    types,
    BETWEEN,
    `export interface Requests {\n${lines(({ operation }, name) => `  ${name}: ${requestOf(operation)};`)}\n}\n`,
    `export interface Answers {\n${lines(({ operation }, name) => `  ${name}: Answer<'${operation.operationId}'>;`)}\n}\n`,
    '/** What may be put on a queue, or on the bus. */',
    `export interface Queued {\n${queued.map(({ operation }) => `  '${operation['x-capability']}': ${requestOf(operation)};`).join('\n')}\n}\n`,
    `export const OPERATIONS = {\n${lines(({ path, method, operation }, name) => `  ${name}: ${toOperation(path, method, operation)},`)}\n} as const satisfies Readonly<Record<keyof Requests, Operation>>;\n`,
  ].join('\n');
}

/** In a query a member may have any characters, which not every path carries. */
function isWiderThan(other: Operation, operation: Operation): boolean {
  return other.operationId === `${operation.operationId}ByQuery`;
}

function requestOf({ operationId, requestBody, parameters }: Operation): string {
  if (requestBody) return `operations['${operationId}']['requestBody']['content']['application/json']`;
  return parameters.length > 0 ? `Read<'${operationId}'>` : 'object';
}

function toOperation(path: string, method: string, operation: Operation): string {
  return `{ method: '${method.toUpperCase()}', path: '${path}', isOnce: ${operation['x-effect'] === 'once'} }`;
}

/** Rules between members say nothing that a type could: they would make it unreadable. */
const RULES = ['allOf', 'if', 'then', 'else', 'not', 'propertyNames', 'pattern'];

/** A type can't tell names apart by a pattern. */
function withoutPatterns({ patternProperties, ...schema }: JsonSchema): object {
  if (!patternProperties || schema.additionalProperties !== false) return schema;
  return { ...schema, additionalProperties: { anyOf: Object.values(patternProperties) } };
}

function asTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTypes);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(withoutPatterns(value as JsonSchema)).filter(([name]) => !RULES.includes(name));
  const hasProperties = members.some(([name, held]) => name === 'properties' && Object.keys(held as object).length > 0);
  const isChoice = (name: string) => hasProperties && (name === 'anyOf' || name === 'oneOf');
  return Object.fromEntries(members.filter(([name]) => !isChoice(name)).map(([name, held]) => [name, asTypes(held)]));
}
