import * as z from 'zod/mini';
import type { Capability } from '../../lib/endpoints/capability.ts';
import type { Description, JsonSchema } from '../../lib/endpoints/description.ts';
import { NEVER_NULL, openObject } from '../../lib/request/schema.ts';

/** A request of a capability in JSON Schema: what its zod schema shows, and over that what its description says. */
export function requestSchemaOf(
  { name, schema }: Pick<Capability, 'name'> & { readonly schema: z.core.$ZodType },
  { members }: Description,
): JsonSchema {
  const shown = toJsonSchema(schema);
  for (const [path, said] of Object.entries(members)) {
    const place = memberAt(shown, path);
    if (!place) throw new Error(`${name} has no member \`${path}\` that could be described.`);
    Object.assign(place, typeof said === 'string' ? { description: said } : said);
  }
  return shown;
}

/** What a member's own schema came to; undefined if there is no such member. */
function memberAt(schema: JsonSchema, path: string): JsonSchema | undefined {
  const steps = path.match(/\[\]|[^.[\]]+/g) ?? [];
  return steps.reduce<JsonSchema | undefined>((held, step) => {
    if (step === '[]') return held?.items as JsonSchema | undefined;
    return (step === '*' ? held?.additionalProperties : held?.properties?.[step]) as JsonSchema | undefined;
  }, schema);
}

/** Where `null` for an optional member is the same as leaving it out; taken away again in the end. */
const TAKES_NULLS = 'x-takes-nulls';

function toJsonSchema(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...shown } = z.toJSONSchema(schema, {
    io: 'input',
    // What a function checks is described in words, or laid over it.
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => complete(zodSchema, jsonSchema),
  });
  return withNulls(JSON.parse(JSON.stringify(shown)));
}

/** What zod can't show of the schemas that lib/request/schema.ts makes. */
function complete(schema: z.core.$ZodType, shown: JsonSchema): void {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object' && isClosed(def)) shown.additionalProperties = false;
  if (def.type === 'pipe' && typeOf(def.in) === 'transform') shown[TAKES_NULLS] = true;
  const { isOpen, entry } = madeAs(def.type === 'pipe' ? def.in : schema);
  if (isOpen) shown.type = 'object';
  if (entry) Object.assign(shown, { type: 'array', items: toJsonSchema(entry), ...lengthOf(schema) });
}

function typeOf(schema: z.core.$ZodType | undefined): string | undefined {
  return (schema as z.core.$ZodTypes | undefined)?._zod.def.type;
}

/** `closedObject` refuses unknown members by a check of its own. An open object holds them to a schema. */
function isClosed({ catchall }: z.core.$ZodObjectDef): boolean {
  return typeOf(catchall) === 'unknown' && !catchall?._zod.def.checks?.length;
}

/** Whether it is an `openObject`, or what a list's entries are; checks that were added since make no difference. */
function madeAs(schema: z.core.$ZodType): { isOpen: boolean; entry?: z.core.$ZodType } {
  if (schema === openObject) return { isOpen: true };
  if ('entry' in schema) return { isOpen: false, entry: schema.entry as z.core.$ZodType };
  return schema._zod.parent ? madeAs(schema._zod.parent) : { isOpen: false };
}

function lengthOf({ _zod: { def } }: z.core.$ZodType): JsonSchema {
  const checks = (def.checks ?? []).map((check) => check._zod.def as z.core.$ZodCheckMinLengthDef);
  const least = checks.find(({ check }) => check === 'min_length');
  return least ? { minItems: least.minimum } : {};
}

function withNulls(schema: JsonSchema): JsonSchema {
  const { [TAKES_NULLS]: takesNulls, ...shown } = schema;
  const { properties = {}, required = [] } = shown;
  for (const [name, member] of Object.entries(properties)) {
    const held = withNulls(member as JsonSchema);
    const isOptional = !required.includes(name) && !NEVER_NULL.has(name);
    properties[name] = takesNulls && isOptional ? orNull(held) : held;
  }
  return shown;
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values, anyOf } = schema;
  return {
    ...schema,
    ...(type && { type: [type, 'null'].flat() as never }),
    ...(values && { enum: [...values, null] }),
    ...(anyOf && { anyOf: [...anyOf, { type: 'null' }] }),
  };
}
