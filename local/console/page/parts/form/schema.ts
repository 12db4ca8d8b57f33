/** As much of JSON Schema as requests in openapi.json use and a form has use for. Rules between members are left to the gateway. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
}

/** What a part of a request is edited with. `json` takes anything. */
export type Kind =
  | 'text'
  | 'number'
  | 'yes-no'
  | 'choice'
  | 'choices'
  | 'lines'
  | 'list'
  | 'members'
  | 'variants'
  | 'json';

const KINDS: Readonly<Record<string, Kind>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'yes-no',
  object: 'members',
};

export function kindOf(schema: Schema): Kind {
  if (variantsOf(schema).length > 0) return 'variants';
  if (choicesOf(schema).length > 0) return 'choice';
  const type = typesOf(schema).find((each) => each !== 'null') ?? '';
  if (type !== 'array') return KINDS[type] ?? 'json';
  const { items = {} } = schema;
  if (items.enum) return 'choices';
  return items.type === 'string' ? 'lines' : 'list';
}

/** The values that something has to be one of; none if it is not like that. */
export function choicesOf(schema: Schema): readonly unknown[] {
  if (schema.const !== undefined) return [schema.const];
  return schema.enum ?? (schema.type === 'null' ? [null] : []);
}

/** The shapes that something may have, if there are several; `null` alone does not make a second one. */
export function variantsOf(schema: Schema): readonly Schema[] {
  const options = schema.anyOf ?? schema.oneOf;
  if (options?.every(isShape)) return options.flatMap((option) => orItself(variantsOf(option), option));
  const types = typesOf(schema);
  const isOne = types.filter((type) => type !== 'null').length < 2;
  return isOne || schema.enum ? [] : types.map((type) => ({ ...schema, type }));
}

/** Says what a value is, not only which of its members go together. */
function isShape({ type, enum: choices, const: only, anyOf }: Schema): boolean {
  return (type ?? choices ?? only ?? anyOf) !== undefined;
}

function orItself(variants: readonly Schema[], schema: Schema): readonly Schema[] {
  return variants.length > 0 ? variants : [schema];
}

function typesOf({ type = [] }: Schema): readonly string[] {
  return typeof type === 'string' ? [type] : type;
}

/** What a member has to be like, whether it is known or free; anything, if nothing is said of it. */
export function memberOf(schema: Schema, name: string): Schema {
  const { properties = {}, patternProperties = {}, additionalProperties } = schema;
  if (Object.hasOwn(properties, name)) return properties[name] ?? {};
  const pattern = Object.keys(patternProperties).find((each) => new RegExp(each, 'u').test(name));
  if (pattern !== undefined) return patternProperties[pattern] ?? {};
  return typeof additionalProperties === 'object' ? additionalProperties : {};
}

/** Whether it may have members that have no name here. */
export function takesFreeMembers({ patternProperties, additionalProperties }: Schema): boolean {
  return patternProperties !== undefined || additionalProperties !== false;
}

/** The members that a value could be given, but has not. Those that are there to be refused are left out. */
export function missingMembers({ properties = {}, required = [] }: Schema, value: object) {
  const missing = Object.keys(properties).filter((name) => !Object.hasOwn(value, name) && !isNever(properties[name]));
  return {
    required: missing.filter((name) => required.includes(name)),
    optional: missing.filter((name) => !required.includes(name)),
  };
}

function isNever(schema: Schema | undefined): boolean {
  return schema?.not !== undefined && Object.keys(schema.not).length === 0;
}
