import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../lib/endpoints/call.ts';
import { profilesUpdate as endpoint } from '../../../../lib/endpoints/v2/profiles-update.ts';
import { createMemory } from '../../../../local/batch/memory.ts';
import { judgeProfiles } from '../../../../local/batch/profiles.ts';

type Operation = {
  identifiers: { custom_id: string };
  attributes?: Record<string, unknown>;
  events?: { name: string }[];
};

const op = (id: string, attributes?: object, ...events: string[]): Operation => ({
  identifiers: { custom_id: id },
  ...(attributes && { attributes: { ...attributes } }),
  ...(events.length > 0 && { events: events.map((name) => ({ name })) }),
});
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const plan = (...requests: Operation[][]) => endpoint.plan(requests.map((profiles) => ({ profiles, apps: ['main'] })));
const operationsIn = ({ body }: Pick<Call, 'body'>): Operation[] => JSON.parse(body);
const told = (call: Pick<Call, 'body'>) =>
  operationsIn(call).map(({ identifiers, attributes, events = [] }) =>
    [identifiers.custom_id, ...Object.entries(attributes ?? {}).flat(), ...events.map(({ name }) => name)].join(' '),
  );
const inOrder = (calls: readonly Call[]) => [...calls].sort((one, other) => (one.wave ?? 0) - (other.wave ?? 0));

describe('the plan of profiles', () => {
  it('fills calls with 200 operations of many messages, or 10,000 in mode mass', () => {
    const messages = many(10_050, (index) => [op(`u${index}`, { a: 1 })]);
    expect(plan(...messages.slice(0, 450)).map(({ items }) => items)).toEqual([200, 200, 50]);
    const mass = endpoint.plan(messages.map((profiles) => ({ profiles, apps: ['main'], mode: 'mass' })));
    expect(mass.map(({ items, path }) => [items, path])).toEqual([
      [10_000, '/profiles/mass-update'],
      [50, '/profiles/mass-update'],
    ]);
  });

  it('merges the attributes of one profile over messages', () => {
    expect(plan([op('u1', { a: 1 })], [op('u2', { a: 1 })], [op('u1', { a: 2, b: 3 })]).map(told)).toEqual([
      ['u1 a 2 b 3', 'u2 a 1'],
    ]);
  });

  it('merges what has fields that we do not know with nothing, so that none of them is lost', () => {
    const unknown = { ...op('u1', { b: 2 }), extra: { new: 1 } };
    const calls = inOrder(plan([op('u1', { a: 1 })], [unknown], [op('u1', { c: 3 })]));
    expect(calls.flatMap((call) => operationsIn(call))).toEqual([
      op('u1', { a: 1 }),
      { ...op('u1', { b: 2 }), new: 1 },
      op('u1', { c: 3 }),
    ]);
  });

  it('keeps the order of one profile over what may be repeated and what may not', () => {
    const calls = plan([op('u1', { a: 1 })], [op('u1', { a: 2 }, 'e')], [op('u1', { a: 3 })], [op('u2', {}, 'f')]);
    expect(inOrder(calls).map((call) => [call.wave, call.effect ?? 'repeatable', ...told(call)])).toEqual([
      [0, 'repeatable', 'u1 a 1'],
      [0, 'once', 'u2 f'],
      [1, 'once', 'u1 a 2 e'],
      [2, 'repeatable', 'u1 a 3'],
    ]);
  });

  it('merges nothing past a limit of Batch’s', () => {
    const keys = (count: number, from = 0) => Object.fromEntries(many(count, (index) => [`a${from + index}`, 1]));
    expect(plan([op('u1', keys(30))], [op('u1', keys(20, 30))]).length).toBe(1);
    expect(plan([op('u1', keys(30))], [op('u1', keys(21, 30))]).length).toBe(2);
    const list = (count: number, from = 0) => many(count, (index) => `x${from + index}`);
    expect(plan([op('u1', { l: list(20) })], [op('u1', { l: { $add: list(5, 20) } })]).length).toBe(1);
    expect(plan([op('u1', { l: list(20) })], [op('u1', { l: { $add: list(6, 20) } })]).length).toBe(2);
    const lists = (count: number, from = 0) => Object.fromEntries(many(count, (index) => [`l${from + index}`, ['x']]));
    expect(plan([op('u1', lists(10))], [op('u1', lists(6, 10))]).length).toBe(2);
  });

  it('cuts a request that must not be repeated by itself alone, whatever travels with it', () => {
    const request = [op('u0', {}, 'e'), ...many(250, (index) => op(`u${index + 1}`, { a: 1 })), op('u0', { a: 2 })];
    const chunksIn = (calls: Call[], of: number) =>
      calls.flatMap(({ parts }) =>
        parts.filter(({ request: index }) => index === of).map(({ chunk, items }) => [chunk, items]),
      );
    const alone = chunksIn(plan(request), 0).sort();
    expect(alone).toEqual([
      [0, 200],
      [1, 51],
      [2, 1],
    ]);
    const beside = plan(
      [op('u7', { a: 9 })],
      many(150, (index) => op(`v${index}`, {}, 'e')),
      request,
    );
    expect(chunksIn(beside, 2).sort()).toEqual(alone);
  });

  it('says whom a result is about where a request was cut', () => {
    const calls = plan(many(450, (index) => op(`u${index}`, { a: 1 })));
    expect(calls.map(({ of }) => of)).toEqual([
      { profiles: [0, 200] },
      { profiles: [200, 400] },
      { profiles: [400, 450] },
    ]);
    const once = plan(many(250, (index) => op(`u${index}`, {}, 'e')));
    expect(once.map(({ of }) => of)).toEqual([{ profiles: [0, 200] }, { profiles: [200, 250] }]);
  });

  it('tells apart what Batch refused, by reason, and what was merged of it', () => {
    const [call] = plan([op('u1', { a: 1 }), op('u2', { a: 1 })], [op('u2', { a: 2 }), op('u3', { a: 1 }), op('u4')]);
    const division = call?.divide?.([
      { index: 3, reason: 'x' },
      { index: 0, reason: 'y' },
      { index: 1, reason: 'x' },
      { index: 9, reason: 'z' },
    ]);
    expect(division?.rest && told(division.rest)).toEqual(['u3 a 1']);
    expect(division?.refused.map(({ call: item, reason }) => [reason, ...told(item)])).toEqual([
      ['x', 'u4'],
      ['y', 'u1 a 1'],
    ]);
    expect(division?.refused[0]?.call.parts).toMatchObject([{ request: 1, items: 1 }]);
    expect(division?.apart.map((each) => [each.wave, ...told(each)])).toEqual([
      [0, 'u2 a 1'],
      [1, 'u2 a 2'],
    ]);
    expect(division?.apart[0]?.divide?.([{ index: 0, reason: 'x' }]).apart).toEqual([]);
  });

  it('names the pieces of a chunk by their places in it, however often it is divided', () => {
    const [call] = plan(
      many(10, (index) => op(`u${index}`, {}, 'e')),
      [op('v', {}, 'e')],
    );
    const of = (index: number) => ({ index, reason: 'x' });
    const some = call?.divide?.([1, 2, 5, 10].map(of)).refused[0]?.call;
    expect(some?.parts.map(({ request, piece, items }) => [request, piece, items])).toEqual([
      [0, [1, 3, 5, 6], 3],
      [1, undefined, 1],
    ]);
    const [first] = some?.parts ?? [];
    const only = first && some?.only?.([{ ...first, piece: [2, 3, 5, 6] }]);
    expect(only && told(only)).toEqual(['u2 e', 'u5 e']);
    const [last] = only?.divide?.([of(1)]).refused ?? [];
    expect([last?.call.parts[0]?.piece, last?.call.places]).toEqual([[5, 6], ['/profiles/5']]);
  });

  it('tells apart no more reasons than the ledger has room for', () => {
    const [call] = plan(many(200, (index) => op(`u${index}`, {}, 'e')));
    const division = call?.divide?.(many(150, (index) => ({ index, reason: `r${index}` })));
    expect(division?.refused).toHaveLength(101);
    expect(division?.refused.reduce((sum, { call: { items } }) => sum + items, 0)).toBe(150);
  });

  it('leaves Batch with what all operations one by one would, each event once', () => {
    const lists = fc.subarray(['x', 'y', 'z'], { minLength: 1 });
    const value = fc.oneof(
      fc.integer({ min: 0, max: 9 }),
      fc.constant(null),
      lists,
      fc.record({ $add: lists }),
      fc.record({ $remove: lists }),
      fc.record({ $add: lists, $remove: lists }),
    );
    const operation = fc
      .record({
        id: fc.constantFrom('u1', 'u2', 'u3'),
        attributes: fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 }),
        hasEvent: fc.boolean(),
      })
      .map(({ id, attributes, hasEvent }) => ({ ...op(id, attributes), ...(hasEvent && { events: [{ name: '' }] }) }));
    const messages = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(messages, (drawn) => {
        let count = 0;
        for (const { events = [] } of drawn.flat()) for (const event of events) event.name = `e${count++}`;
        const asked = batch();
        for (const each of drawn.flat()) asked.take([each]);
        const merged = batch();
        for (const call of inOrder(plan(...drawn))) {
          const operations = operationsIn(call);
          expect(new Set(operations.map(({ identifiers }) => identifiers.custom_id)).size).toBe(operations.length);
          expect(operations.length).toBe(call.items);
          expect(call.people?.length).toBe(call.items);
          merged.take(operations);
        }
        expect(merged.held()).toEqual(asked.held());
      }),
      { numRuns: 250 },
    );
  });
});

/** The simulator's rules without their limit on the rate. */
function batch() {
  const memory = createMemory();
  const judge = judgeProfiles({ most: 200, drawsOnBucket: false });
  return {
    take: (operations: Operation[]) => {
      const verdict = judge(operations, { app: 'main', memory, nowMs: 0 });
      if (verdict.status !== 202) throw new Error(JSON.stringify(verdict.body));
      verdict.effect?.carryOut();
    },
    held: () =>
      Object.fromEntries(
        [...(memory.profiles.get('main') ?? [])].map(([id, { attributes, events }]) => [
          id,
          {
            attributes: Object.fromEntries(
              [...attributes].map(([key, held]) => [key, Array.isArray(held) ? [...held].sort() : held]),
            ),
            events,
          },
        ]),
      ),
  };
}
