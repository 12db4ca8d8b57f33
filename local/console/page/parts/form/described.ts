import type { About, CapabilityRow } from '../../../api.ts';
import type { Schema } from './schema.ts';

/** As much of openapi.json as the form is made from. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Body>> };
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Body {
  readonly schema: { readonly $ref: string };
  readonly examples: Readonly<Record<string, { readonly summary?: string; readonly value: Request }>>;
}

/** A request: members of the body, or of the path and the query. */
export type Request = Readonly<Record<string, unknown>>;

/** What the form of a capability is made from. */
export interface Form {
  readonly schema: Schema;
  readonly description: string;
  readonly examples: readonly { readonly title: string; readonly request: Request }[];
  /** The client's method. */
  readonly method: string;
  readonly takesKey: boolean;
}

/** Throws if the description does not have the capability. */
export function formOf(
  { paths, components }: Description,
  { method, path, example }: Pick<CapabilityRow, 'method' | 'path' | 'example'>,
  { apps, projects }: Pick<About, 'apps' | 'projects'>,
): Form {
  const operation = paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in openapi.json`);
  const { parameters = [], requestBody, description, operationId } = operation;
  const body = requestBody?.content['application/json'];
  const schema = body ? components.schemas[body.schema.$ref.split('/').at(-1) ?? ''] : ofParameters(parameters);
  const { least: _, ...others } = body?.examples ?? {};
  const examples = Object.values(others).map(({ summary = '', value }) => ({
    title: summary.replaceAll('`', ''),
    request: value,
  }));
  return {
    schema: withAliases(schema ?? {}, { apps, projects }),
    description,
    examples: [{ title: 'The least that is needed', request: example }, ...examples],
    method: operationId,
    takesKey: parameters.some(({ name }) => name === 'Idempotency-Key'),
  };
}

/** What stands in a path or a query is text. */
function ofParameters(parameters: readonly Parameter[]): Schema {
  const members = parameters.filter((each) => each.in !== 'header');
  return {
    type: 'object',
    additionalProperties: false,
    required: members.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      members.map(({ name, description = '', schema }) => [name, asText(schema, description)]),
    ),
  };
}

function asText({ enum: choices }: Schema, description: string): Schema {
  return { type: 'string', description, ...(choices && { enum: choices.map(String) }) };
}

/** The aliases of this stack's secret are chosen, not typed; and the name of a request has a place of its own. */
function withAliases(schema: Schema, { apps, projects }: Pick<About, 'apps' | 'projects'>): Schema {
  const { idempotency_key: _, ...properties } = schema.properties ?? {};
  const ofAliases = (name: string, member: Schema): Schema => {
    if (name === 'app') return { ...member, enum: apps };
    if (member.type !== 'array' || !['apps', 'projects'].includes(name)) return member;
    return { ...member, items: { ...member.items, enum: name === 'apps' ? apps : projects } };
  };
  const members = Object.entries(properties).map(([name, member]) => [name, ofAliases(name, member)]);
  return { ...schema, properties: Object.fromEntries(members) };
}
