import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOfStart } from '../../lib/bulk/faults.ts';
import type { OwnCapability } from '../../lib/endpoints/capability.ts';
import { CATALOG, descriptionOf, isEndpoint } from '../../lib/endpoints/catalog.ts';
import type { JsonSchema } from '../../lib/endpoints/description.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import type { Fault } from '../../lib/request/fault.ts';
import { isObject } from '../../lib/request/schema.ts';
import { validate } from '../../lib/request/validation.ts';
import { clientTypes } from '../../tools/openapi/client-types.ts';
import { openApiDocument } from '../../tools/openapi/document.ts';
import { requestSchemaOf } from '../../tools/openapi/request-schema.ts';
import { fromSchema } from '../support/from-schema.ts';
import { requests, toJsonText } from '../support/mutations.ts';
import { NOW, validFor } from '../support/requests.ts';

/** Per capability and direction. */
const RUNS = 250;

/** Least part of the valid requests that both must accept, for the rule to mean something. */
const LEAST_SHARE = 0.2;

/** Of whose schema next to nothing that comes at random is valid: two days in order, times of the last day, a request that suits a capability. */
const RARELY_VALID = ['transactional-stats', 'events-track', 'bulk-start'];

/** What a function refuses and its schema can't, by the faults that it tells. */
const NOT_EXPRESSIBLE: readonly { readonly faults: RegExp; readonly because: string }[] = [
  { faults: /is past/, because: 'a schema has no clock' },
  { faults: /in the last 24 hours|in the future/, because: 'a schema has no clock' },
  { faults: /must be (at most 6 months )?before/, because: 'a schema compares no two members' },
  { faults: /reaches every user/, because: 'whom a query reaches is read from all of it' },
  { faults: /would be rounded/, because: 'a number of JSON has no size before somebody reads it' },
  { faults: /a name that no member may have/, because: '`__proto__` is a name like any other in JSON' },
  { faults: /must not nest deeper/, because: 'depth would take a schema of 200 levels' },
  { faults: /expected an absolute URL/, because: '`format: uri` refuses what browsers take' },
  { faults: /a string that holds JSON|reserved by Batch/, because: 'a schema does not read the JSON in a string' },
  { faults: /has a message already/, because: '`uniqueItems` compares whole items' },
  { faults: /excludes `push_time`/, because: 'of two members that `extra` brings' },
  { faults: /exactly one app/, because: 'how many there are stands in the secret' },
  { faults: /expected (epoch seconds|yyyy-MM-dd|"now"|a day)/, because: 'no pattern knows the calendar' },
  {
    faults: /must have at most \d+ characters/,
    because: 'counted in UTF-16, not in characters',
  },
  { faults: /bytes/, because: 'counted in bytes, not in characters' },
  { faults: /a string that is not empty, or an object|a string, not empty|must not be empty/, because: 'at any depth' },
  {
    faults: /^\/(request|file|unique|capability)/,
    because: 'what a bulk’s request may hold depends on its capability',
  },
];

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, validateFormats: false });

/** What its function says of a request, the moment's checks included. */
function faultsOf(capability: Endpoint | OwnCapability, body: unknown): readonly Fault[] {
  const { request, faults } = validate(capability.schema as Endpoint['schema'], body);
  if (!isEndpoint(capability)) return [...faults, ...(capability.name === 'bulk-start' ? faultsOfStart(body) : [])];
  if (!request) return faults;
  const { apps = ['ios', 'android'] } = request;
  return [...faults, ...(capability.guard?.({ ...request, apps }, { now: NOW, allowLiveCampaigns: true }) ?? [])];
}

function isExpressible({ pointer, detail }: Fault): boolean {
  return !NOT_EXPRESSIBLE.some(({ faults }) => faults.test(detail) || faults.test(`${pointer}`));
}

/** Members of a query and a path are text. */
function asSent({ route }: Endpoint | OwnCapability, members: unknown): unknown {
  if (route.method !== 'GET' || !isObject(members)) return members;
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, textOf(value)]));
}

/** What no query can hold stays as odd as it was. */
function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.join(',');
  return typeof value === 'object' ? 'object' : String(value);
}

/** The same back, as a client has them. */
function asTyped({ route }: Endpoint | OwnCapability, members: unknown, { properties = {} }: JsonSchema): unknown {
  if (route.method !== 'GET' || !isObject(members)) return members;
  const typed = (name: string, value: unknown): unknown => {
    const { type } = (properties[name] ?? {}) as JsonSchema;
    if (type === 'array') return String(value).split(',');
    const isTyped =
      type === 'integer' ? /^\d+$/.test(String(value)) : type === 'boolean' && /^(true|false)$/.test(`${value}`);
    if (!isTyped) return value;
    return type === 'integer' ? Number(value) : value === 'true';
  };
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, typed(name, value)]));
}

const described = await Promise.all(
  CATALOG.map(async (capability) => {
    const schema = requestSchemaOf(capability, await descriptionOf(capability.name));
    return { name: capability.name, capability, schema, isValid: ajv.compile(schema) };
  }),
);

describe('what `npm run openapi` writes', () => {
  const read = (file: string) => readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8');

  it('is what there is', async () => {
    const document = await openApiDocument();
    expect(JSON.parse(read('openapi.json'))).toEqual(JSON.parse(JSON.stringify(document)));
    expect(read('client/src/generated.ts')).toBe(await clientTypes(document));
  });
});

describe.each(described)('the schema of $name', ({ capability, schema, isValid }) => {
  it('describes every member', () => {
    const without: string[] = [];
    const look = (held: JsonSchema, path: string) => {
      for (const [name, member] of Object.entries((held.properties ?? {}) as Record<string, JsonSchema | boolean>)) {
        if (typeof member === 'boolean') continue;
        if (!member.description && !name.startsWith('$')) without.push(`${path}${name}`);
        look(member, `${path}${name}.`);
        if (member.items) look(member.items as JsonSchema, `${path}${name}[].`);
      }
    };
    look(schema, '');
    expect(without).toEqual([]);
  });

  it('allows nothing that the function refuses, save what no schema can say', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fromSchema(schema), (request) => {
        if (!isValid(request)) return;
        const faults = faultsOf(capability, asSent(capability, JSON.parse(JSON.stringify(request))));
        expect(faults.filter(isExpressible)).toEqual([]);
        accepted += faults.length === 0 ? 1 : 0;
      }),
      { numRuns: RUNS },
    );
    if (!RARELY_VALID.includes(capability.name)) expect(accepted).toBeGreaterThan(0);
  });

  it('allows all that the function takes', () => {
    let accepted = 0;
    fc.assert(
      fc.property(requests(validFor(capability)), ({ request }) => {
        // The function refuses it for its depth; what compares two of 7,000 levels may overflow the stack.
        if (`${JSON.stringify(request)}`.includes('"@deep')) return;
        const body = parsed(toJsonText(request));
        const members = asSent(capability, body);
        const faults = faultsOf(capability, members);
        const isAllowed = isValid(asTyped(capability, members, schema));
        if (faults.length === 0) {
          expect(isAllowed, JSON.stringify(isValid.errors)).toBe(true);
          accepted += 1;
        } else if (isAllowed) expect(faults.filter(isExpressible)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS * LEAST_SHARE);
  });
});

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
