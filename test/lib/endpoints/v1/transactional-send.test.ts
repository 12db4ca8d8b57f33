import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part } from '../../../../lib/endpoints/call.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { MAX_RECIPIENTS_PER_CALL } from '../../../../lib/endpoints/v1/transactional-send-plan.ts';
import { checked } from '../../../support/checked.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

const APPS = ['ios', 'android'];
const valid = { group_id: 'welcome', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } };

function plan(request: unknown, apps = APPS) {
  const { request: valid, faults } = checked(transactionalSend, request, apps);
  expect(faults).toEqual([]);
  return transactionalSend.plan([valid]).map((call) => ({
    ...call,
    body: JSON.parse(call.body),
  }));
}

/** One level too deep. */
const DEEP = JSON.parse(`${'['.repeat(202)}${']'.repeat(202)}`);

const faultsOf = (request: unknown) => checked(transactionalSend, request, APPS).faults;

describe('transactional send', () => {
  it.each(fixturesOf('transactional-send'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(transactionalSend, fixture);
  });

  it('goes to every app of the secret, in its order, unless told otherwise', () => {
    expect(plan(valid).map(({ app }) => app)).toEqual(['ios', 'android']);
    expect(plan({ ...valid, apps: ['android'] }).map(({ app }) => app)).toEqual(['android']);
  });

  it('cuts at 10,000 recipients, app by app', () => {
    const custom_ids = Array.from({ length: 25_000 }, (_, index) => `u${index}`);
    const calls = plan({ ...valid, recipients: { custom_ids } });
    expect(calls.map(({ app, items }) => [app, items])).toEqual([
      ['ios', 10_000],
      ['ios', 10_000],
      ['ios', 5_000],
      ['android', 10_000],
      ['android', 10_000],
      ['android', 5_000],
    ]);
  });

  it('sends every id exactly once, in order, and never more than the limit in a call', () => {
    const ids = fc
      .array(fc.nat(40_000), { minLength: 0, maxLength: 50 })
      .map((starts) => starts.flatMap((start) => Array.from({ length: 700 }, (_, index) => `id-${start + index}`)));
    const lists = fc.record({ custom_ids: ids, install_ids: ids, advertising_ids: ids });
    fc.assert(
      fc.property(lists, (recipients) => {
        fc.pre(Object.values(recipients).some((list) => list.length > 0));
        const calls = plan({ ...valid, recipients }, ['ios']);
        for (const { items, body } of calls) {
          const inCall = Object.values(body.recipients as Record<string, string[]>).flat().length;
          expect(inCall).toBe(items);
          expect(inCall).toBeLessThanOrEqual(MAX_RECIPIENTS_PER_CALL);
          expect(inCall).toBeGreaterThan(0);
        }
        for (const [list, asked] of Object.entries(recipients)) {
          expect(calls.flatMap(({ body }) => body.recipients[list] ?? [])).toEqual([...new Set(asked)]);
        }
        expect(calls.slice(0, -1).every(({ items }) => items === MAX_RECIPIENTS_PER_CALL)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps each chunk whole, and names nobody twice in a call', () => {
    const ids = fc.array(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e'), { maxLength: 6 });
    const push = fc.record({
      text: fc.constantFrom('x', 'y'),
      apps: fc.constantFrom<string[]>(['ios'], ['ios', 'android'], ['android', 'ios']),
      custom_ids: ids,
      install_ids: fc.array(fc.constantFrom<string>('a', 'b'), { minLength: 1, maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(push, { minLength: 1, maxLength: 12 }), (pushes) => {
        const requests = pushes.map(({ text, apps, ...recipients }) => ({
          ...valid,
          apps,
          message: { body: text },
          recipients,
        }));
        const calls = transactionalSend.plan(requests).map((call) => ({ ...call, ...JSON.parse(call.body) }));
        for (const { recipients, parts, app, message, items } of calls) {
          const asked = parts.map(({ request }: Part) => pushes[request]);
          expect(new Set(asked).size).toBe(asked.length);
          for (const list of ['custom_ids', 'install_ids'] as const) {
            const expected = asked.flatMap((one: (typeof pushes)[number]) => [...new Set(one[list])]);
            expect(recipients[list] ?? []).toEqual(expected);
            expect(new Set(expected).size).toBe(expected.length);
          }
          expect(items).toBe(Object.values(recipients).flat().length);
          for (const one of asked) expect([one.text, one.apps.includes(app)]).toEqual([message.body, true]);
        }
        const parts = calls.flatMap(({ app, parts }) => parts.map(({ request }: Part) => `${request} ${app}`));
        expect(parts.sort()).toEqual(pushes.flatMap(({ apps }, index) => apps.map((app) => `${index} ${app}`)).sort());
      }),
      { numRuns: 200 },
    );
  });

  it('puts a chunk into the first call with room that comes after all with one of its ids', () => {
    const sizes = [6_000, 6_000, 3_000, 4_000, 1_000, 10_000, 1];
    const lists = sizes.map((size, place) => Array.from({ length: size }, (_, index) => `${place} ${index}`));
    lists[6] = ['0 0'];
    const requests = lists.map((custom_ids) => ({ ...valid, apps: ['ios'], recipients: { custom_ids } }));
    const calls = transactionalSend.plan(requests);
    expect(calls.map(({ parts }) => parts.map(({ request }) => request))).toEqual([[0, 2, 4], [1, 3], [5], [6]]);
  });

  it('lets travel together what is for the same apps, in whatever order they are named', () => {
    const ofApps = (apps: string[], id: string) => ({ ...valid, apps, recipients: { custom_ids: [id] } });
    const requests = [ofApps(APPS, 'a'), ofApps([...APPS].reverse(), 'b'), ofApps(['ios'], 'c')];
    const calls = transactionalSend.plan(requests);
    expect(calls.map(({ app, body }) => [app, JSON.parse(body).recipients.custom_ids])).toEqual([
      ['ios', ['a', 'b']],
      ['ios', ['c']],
      ['android', ['a', 'b']],
    ]);
  });

  it('sends an empty list as it came, beside one that is cut for its repeats', () => {
    const [call] = plan({ ...valid, recipients: { custom_ids: ['a', 'a'], install_ids: [] } });
    expect(call?.body.recipients).toEqual({ custom_ids: ['a'], install_ids: [] });
  });

  it('takes any of its parts out of a call again', () => {
    const requests = ['a', 'b', 'c'].map((id) => ({ ...valid, apps: ['ios'], recipients: { custom_ids: [id] } }));
    const [call] = transactionalSend.plan(requests);
    const [first, , third] = call?.parts ?? [];
    const only = call?.only?.([first, third] as Part[]);
    expect(only?.parts).toEqual([first, third]);
    expect(JSON.parse(only?.body ?? '').recipients).toEqual({ custom_ids: ['a', 'c'] });
  });

  it('says of a request that is cut which places a call is about, so that all are told once', () => {
    const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);
    const of = (recipients: object) => plan({ ...valid, recipients }, ['ios']).map((call) => call.of);
    expect(of({ custom_ids: [...idsOf(10_000), 'u1', 'u2'] })).toEqual([undefined]);
    expect(of({ custom_ids: idsOf(20_001) })).toEqual([
      { custom_ids: [0, 10_000] },
      { custom_ids: [10_000, 20_000] },
      { custom_ids: [20_000, 20_001] },
    ]);
    expect(of({ custom_ids: ['u0', 'u0', ...idsOf(10_001), 'u3'], install_ids: idsOf(2) })).toEqual([
      { custom_ids: [0, 10_002] },
      { custom_ids: [10_002, 10_004], install_ids: [0, 2] },
    ]);
    expect(of({ custom_ids: [...idsOf(10_000), 'u0'], install_ids: idsOf(1) })).toEqual([
      { custom_ids: [0, 10_001] },
      { install_ids: [0, 1] },
    ]);
  });

  it('says it of a part of a cut request that travelled with others, once it is alone', () => {
    const custom_ids = Array.from({ length: 10_001 }, (_, index) => `u${index}`);
    const requests = [custom_ids, ['v']].map((ids) => ({ ...valid, apps: ['ios'], recipients: { custom_ids: ids } }));
    const [full, shared] = transactionalSend.plan(requests);
    expect([full?.of, shared?.of]).toEqual([{ custom_ids: [0, 10_000] }, undefined]);
    expect(shared?.parts.map((part) => shared.only?.([part]).of)).toEqual([
      { custom_ids: [10_000, 10_001] },
      undefined,
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['/group_id', '/recipients', '/message']],
    ['no object', null, ['']],
    ['a list', [], ['']],
    ['wrong types', { group_id: 7, recipients: [], message: 'x' }, ['/group_id', '/recipients', '/message']],
    ['a group_id with a space', { ...valid, group_id: 'a b' }, ['/group_id']],
    ['an empty group_id', { ...valid, group_id: '' }, ['/group_id']],
    ['no recipients at all', { ...valid, recipients: {} }, ['/recipients']],
    ['only empty lists', { ...valid, recipients: { custom_ids: [], tokens: [] } }, ['/recipients']],
    [
      'ids that are numbers, null or empty',
      { ...valid, recipients: { custom_ids: ['u', 1, null, ''] } },
      ['/recipients/custom_ids/1', '/recipients/custom_ids/2', '/recipients/custom_ids/3'],
    ],
    ['an empty body', { ...valid, message: { body: '' } }, ['/message/body']],
    ['no body', { ...valid, message: { title: 't' } }, ['/message/body']],
    ['a null body', { ...valid, message: { body: null } }, ['/message/body']],
    ['no message', { ...valid, message: undefined }, ['/message']],
    ['a message of null in a push to be seen', { ...valid, message: null }, ['/message']],
    ['a null in a list of ids', { ...valid, recipients: { custom_ids: ['u1', null] } }, ['/recipients/custom_ids/1']],
    ['a null in what is not named', { ...valid, media: { icon: null } }, ['/media/icon']],
    ['an unknown member of null', { ...valid, tittle: null }, ['/tittle']],
    ['an unknown priority', { ...valid, priority: 'urgent' }, ['/priority']],
    ['an unknown push_type', { ...valid, push_type: 'loud' }, ['/push_type']],
    ['half a second to live', { ...valid, time_to_live: 0.5 }, ['/time_to_live']],
    ['a collapse key that is a string', { ...valid, gcm_collapse_key: 'k' }, ['/gcm_collapse_key']],
    ['media that is no URL', { ...valid, media: { icon: 'icon.png' } }, ['/media/icon']],
    [
      'a landing without theme',
      { ...valid, landing: { actions: [{ label: 'x' }] } },
      ['/landing/theme', '/landing/actions/0/action'],
    ],
    ['a payload that is no JSON', { ...valid, custom_payload: '{' }, ['/custom_payload']],
    ['a payload that is a list', { ...valid, custom_payload: [] }, ['/custom_payload']],
    ['a payload with a reserved key', { ...valid, custom_payload: { 'com.batch': 1 } }, ['/custom_payload']],
    ['a string payload with a reserved key', { ...valid, custom_payload: '{"com.batch":1}' }, ['/custom_payload']],
    ['a payload too deep to write', { ...valid, custom_payload: nested(100_000) }, ['/custom_payload']],
    ['a number that JSON can not carry', { ...valid, extra: { x: [1, Number.POSITIVE_INFINITY] } }, ['/extra/x/1']],
    ...[2 ** 53, -(2 ** 53), Number('653247040368672768'), 1e300].flatMap((number): [string, unknown, string[]][] => [
      [`${number} in extra`, { ...valid, extra: { x: { y: number } } }, ['/extra/x/y']],
      [`${number} in a payload`, { ...valid, custom_payload: { n: [number] } }, ['/custom_payload/n/0']],
      [`${number} as an id`, { ...valid, recipients: { custom_ids: [number] } }, ['/recipients/custom_ids/0']],
    ]),
    ['labels that are no list', { ...valid, labels: 'news' }, ['/labels']],
    ['no apps', { ...valid, apps: [] }, ['/apps']],
    ['apps of null', { ...valid, apps: null }, ['/apps']],
    ['an app twice', { ...valid, apps: ['ios', 'ios'] }, ['/apps/1']],
    ['an unknown app', { ...valid, apps: ['ios', 'andriod'] }, ['/apps/1']],
    ['push tokens for several apps', { ...valid, recipients: { tokens: ['t'] } }, ['/apps']],
    ['an empty idempotency key', { ...valid, idempotency_key: '' }, ['/idempotency_key']],
    ['a long idempotency key', { ...valid, idempotency_key: 'k'.repeat(256) }, ['/idempotency_key']],
    ['extra that is a list', { ...valid, extra: [] }, ['/extra']],
    [
      'extra with fields of ours',
      { ...valid, extra: { recipients: {}, apps: ['ios'] } },
      ['/extra/apps', '/extra/recipients'],
    ],
    [
      'required members only in extra',
      { group_id: 'g', recipients: valid.recipients, extra: { message: { body: 'b' } } },
      ['/message'],
    ],
    ['unknown fields, with odd names', { ...valid, 'a/b~c': 1, '': 2 }, ['/a~1b~0c', '/']],
    [
      'faults everywhere',
      { recipents: {}, message: { body: 1 }, priority: 1, apps: ['x'] },
      ['/apps/0', '/group_id', '/message/body', '/priority', '/recipents', '/recipients'],
    ],
  ])('refuses %s and names every fault', (_name, request, pointers) => {
    expect(pointersOf(transactionalSend, request)).toEqual([...pointers].sort());
  });

  it.each([
    ['a negative time to live', { ...valid, time_to_live: -1 }],
    ['more than three labels', { ...valid, labels: ['a', 'b', 'c', 'd'] }],
    ['a deep link beside a landing', { ...valid, deeplink: 'a://b', landing: { theme: 't' } }],
    ['emoji', { ...valid, message: { title: '👋🏽', body: '🇫🇷' }, recipients: { custom_ids: ['👩‍👩‍👧'] } }],
    ['push tokens for one app', { ...valid, recipients: { tokens: ['t'] }, apps: ['ios'] }],
    ['a silent push without message', { ...valid, message: undefined, extra: { push_type: 'background' } }],
  ])('takes what Batch does not certainly refuse: %s', (_name, request) => {
    expect(faultsOf(request)).toEqual([]);
  });

  it.each([
    ['recipents', 'recipients'],
    ['deep_link', 'deeplink'],
    ['Priority', 'priority'],
    ['custom_data', undefined],
  ])('suggests what was meant by %s', (name, meant) => {
    const [fault] = faultsOf({ ...valid, [name]: 1 });
    expect(fault?.detail).toBe(meant ? `unknown field (did you mean \`${meant}\`?)` : 'unknown field');
  });

  it('sends no `__proto__` on', () => {
    const request = JSON.parse('{"message":{"body":"b","__proto__":{"title":"t"}},"extra":{"__proto__":1e999}}');
    const pointers = faultsOf({ ...valid, ...request }).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/message/__proto__', '/extra/__proto__', '/extra/__proto__']);
  });

  it('takes `null` for an optional member of Batch, and sends it no more than if it were left out', () => {
    const nulls = { priority: null, media: null, custom_payload: null, labels: null, sandbox: null };
    const recipients = { ...valid.recipients, install_ids: null, tokens: null };
    const [call] = plan({ ...valid, ...nulls, recipients, message: { title: null, body: 'b' } });
    expect(call?.body).toEqual(valid);
    const [silent] = plan({ ...valid, message: null, push_type: 'background' });
    expect(silent?.body).toEqual({ group_id: 'welcome', recipients: valid.recipients, push_type: 'background' });
  });

  it('leaves `null` alone where it means something, and what is merely empty', () => {
    const more = { extra: { x: null }, custom_payload: { y: null }, deeplink: '', labels: [] };
    const [call] = plan({ ...valid, ...more });
    expect(call?.body).toEqual({ ...valid, x: null, custom_payload: '{"y":null}', deeplink: '', labels: [] });
  });

  it('takes whole numbers up to 2^53 − 1, and any that are not whole', () => {
    const numbers = [2 ** 53 - 1, -(2 ** 53 - 1), 0.1, 1.5, -0];
    expect(faultsOf({ ...valid, extra: { numbers } })).toEqual([]);
  });

  it.each<[string, object]>([
    ['ids', { recipients: { custom_ids: Array.from({ length: 140_000 }, (_, index) => index) } }],
    ['labels', { labels: Array.from({ length: 140_000 }, () => 1) }],
    ['unknown members', { message: { body: 'b', ...members(140_000, () => 1) } }],
    ['numbers', { extra: members(140_000, () => 2 ** 60) }],
    ['apps', { apps: Array.from({ length: 140_000 }, () => 'X') }],
    ['actions', { landing: { theme: 't', actions: Array.from({ length: 140_000 }, () => ({})) } }],
    ['depths', { extra: members(2_000, () => DEEP) }],
  ])('tells a thousand faults of very many %s, and that there are more', (_what, request) => {
    const faults = faultsOf({ ...valid, ...request });
    expect(faults).toHaveLength(1_000);
    expect(faults.at(-1)).toEqual({ detail: 'and more' });
  });
});

function members(count: number, value: () => unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, value()]));
}

function nested(levels: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}
