import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, faultsAt, pointerTo } from '../../../../local/console/page/parts/form/faults.ts';
import {
  kindOf,
  memberOf,
  missingMembers,
  type Schema,
  variantsOf,
} from '../../../../local/console/page/parts/form/schema.ts';
import { blank, canBeTyped, fits, isObject, partsOf } from '../../../../local/console/page/parts/form/value.ts';
import { fromSchema } from '../../../support/from-schema.ts';
import { FORMS } from './forms.ts';

interface Shown {
  readonly pointer: string;
  readonly parts: readonly string[];
  readonly schema: Schema;
  readonly value: unknown;
}

/** Lists as long as they may be show nothing that shorter ones don't, and looking takes the square of their length. */
const MAX_FAULTS = 500;

/** Every place of the form that shows a value, as `Field` makes them. */
function placesOf(schema: Schema, value: unknown, pointer = ''): readonly Shown[] {
  const parts = canBeTyped(schema, value) ? partsOf(schema, value) : [];
  const variant = variantsOf(schema).find((each) => fits(each, value)) ?? schema;
  const inner = (part: string) => (Array.isArray(value) ? (variant.items ?? {}) : memberOf(variant, part));
  const beneath = parts.flatMap((part) => placesOf(inner(part), Object(value)[part], pointerTo(pointer, part)));
  return [{ pointer, parts, schema, value }, ...beneath];
}

/** What the schema allows, and what anybody may write instead. */
function anyRequest(schema: Schema): fc.Arbitrary<Record<string, unknown>> {
  const allowed = fromSchema(schema as never).filter(isObject) as fc.Arbitrary<Record<string, unknown>>;
  const names = fc.constantFrom(...Object.keys(schema.properties ?? {}), 'odd', '__proto__', 'a/b~c');
  const faulty = fc.array(fc.tuple(names, fc.jsonValue())).map((pairs) => Object.fromEntries(pairs));
  return fc.oneof(
    allowed,
    faulty,
    fc.tuple(allowed, faulty).map(([one, other]) => ({ ...one, ...other })),
  );
}

/** Pointers into a value, and beside what is there. */
function pointersOf(value: unknown, pointer = ''): readonly string[] {
  const parts = Object.keys(typeof value === 'object' && value !== null ? value : {});
  const beneath = parts.flatMap((part) => pointersOf((value as never)[part], pointerTo(pointer, part)));
  return [pointer, pointerTo(pointer, 'missing'), ...beneath];
}

describe.each(FORMS)('the form of %s', (_, { schema, examples }) => {
  it('shows all of its examples in fields', () => {
    for (const { request } of examples) {
      const inJson = placesOf(schema, request).filter((place) => !fits(place.schema, place.value));
      expect(inJson).toEqual([]);
    }
  });

  it('shows each fault of any request in one place', () => {
    fc.assert(
      fc.property(anyRequest(schema), (request) => {
        const faults: Fault[] = [...new Set(pointersOf(request))].map((pointer) => ({ pointer, detail: '' }));
        if (faults.length > MAX_FAULTS) return;
        const places = placesOf(schema, request);
        const shown = places.flatMap(({ pointer, parts }) => faultsAt(faults, pointer, parts));
        expect(shown).toHaveLength(faults.length);
        expect(new Set(shown).size).toBe(faults.length);
      }),
      { numRuns: 30 },
    );
  });

  it('begins every member with what its fields can show', () => {
    const begun = (part: Schema): readonly Shown[] => {
      const { required, optional } = missingMembers(part, {});
      const members = [...required, ...optional].map((name) => memberOf(part, name));
      return members.flatMap((member) => [...placesOf(member, blank(member)), ...begun(member)]);
    };
    expect(begun(schema).filter((place) => !fits(place.schema, place.value))).toEqual([]);
  });
});

describe('a member', () => {
  const ofSend = FORMS.find(([name]) => name === 'transactional-send')?.[1].schema ?? {};
  const ofUpdate = FORMS.find(([name]) => name === 'campaign-update')?.[1].schema ?? {};

  it('stands before the others if it is required', () => {
    expect(partsOf(ofSend, { message: {}, odd: 1, recipients: {} })).toEqual(['recipients', 'message', 'odd']);
  });

  it('is offered while it is missing, unless it is there to be refused', () => {
    expect(missingMembers(ofSend, { group_id: 'g' }).required).toEqual(['recipients']);
    expect(missingMembers(ofSend, {}).optional).toContain('media');
    expect(missingMembers(ofUpdate, {}).optional).not.toContain('apps');
  });

  it.each<[string, Schema]>([
    ['text', { type: ['string', 'null'] }],
    ['number', { type: 'integer' }],
    ['yes-no', { type: 'boolean' }],
    ['choice', { type: ['string', 'null'], enum: ['a', null] }],
    ['choice', { const: 'everyone' }],
    ['choices', { type: 'array', items: { enum: ['a'] } }],
    ['lines', { type: 'array', items: { type: 'string' } }],
    ['list', { type: 'array', items: { type: 'object' } }],
    ['members', { type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }] }],
    ['variants', { type: ['number', 'boolean'] }],
    ['variants', { anyOf: [{ type: 'string' }, { type: 'object' }] }],
    ['json', {}],
  ])('is edited as %s if it is %j', (kind, schema) => {
    expect(kindOf(schema)).toBe(kind);
  });
});
