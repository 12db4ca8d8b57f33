import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transactionalSend } from '../../../lib/endpoints/transactional-send.ts';
import { MAX_RECIPIENTS_PER_CALL } from '../../../lib/endpoints/transactional-send-plan.ts';
import { validate } from '../../../lib/validation.ts';
import { fixturesOf } from '../../support/fixtures.ts';

const APPS = ['ios', 'android'];
const valid = { group_id: 'welcome', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } };

function plan(request: unknown, apps = APPS) {
  const { request: checked, faults } = validate(transactionalSend, request, apps);
  expect(faults).toEqual([]);
  return transactionalSend.plan([checked as NonNullable<typeof checked>]).map((call) => ({
    ...call,
    body: JSON.parse(call.body),
  }));
}

const faultsOf = (request: unknown) => validate(transactionalSend, request, APPS).faults;

describe('transactional send', () => {
  it.each(fixturesOf('transactional-send'))('leaves as documented: $name', ({ request, bodies, source }) => {
    expect(source).toBeTruthy();
    const calls = plan(request, ['ios']);
    expect(calls.map(({ body }) => body)).toEqual(bodies);
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
      { numRuns: 60 },
    );
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
    ['a null title', { ...valid, message: { title: null, body: 'b' } }, ['/message/title']],
    ['no message', { ...valid, message: undefined }, ['/message']],
    ['a message of null in a silent push', { ...valid, message: null, push_type: 'background' }, ['/message']],
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
    ['a number that JSON can not carry', { ...valid, extra: { x: [1, Number.POSITIVE_INFINITY] } }, ['/extra/x']],
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
    expect(
      faultsOf(request)
        .map(({ pointer }) => pointer)
        .sort(),
    ).toEqual([...pointers].sort());
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
    const request = JSON.parse('{"__proto__":{"priority":"high"},"message":{"body":"b","__proto__":{}}}');
    expect(JSON.stringify(plan({ ...valid, ...request }))).not.toContain('__proto__');
  });

  it('tells at most a megabyte of faults, and how many more there are', () => {
    const custom_ids = Array.from({ length: 100_000 }, () => null);
    const faults = faultsOf({ ...valid, recipients: { custom_ids } });
    expect(JSON.stringify(faults).length).toBeLessThan(2_000_000);
    expect(faults.at(-1)?.detail).toBe(`and ${100_000 - (faults.length - 1)} more`);
  });
});

function nested(levels: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}
