import type { Context, SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { campaignCreate } from '../../../../lib/endpoints/v1/campaign-create.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { ConfigurationError, SecretsUnavailableError } from '../../../../lib/errors.ts';
import { createQueueTrigger } from '../../../../lib/triggers/queue/queue.ts';
import { keptLog } from '../../../support/kept-log.ts';
import { accepted, deferred, rejected, unknown } from '../../../support/outcomes.ts';
import { record, type SentCall, work } from '../../../support/work.ts';

const send = transactionalSend as Endpoint;
const update = customDataUpdate as Endpoint;

const push = (ids: string[], more: object = {}) => ({
  group_id: 'welcome',
  recipients: { custom_ids: ids },
  message: { body: 'b' },
  ...more,
});
const data = (id: string, values: object = { 'u.a': 1 }) => ({ users: [{ id, update: { values } }] });
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const idsOf = ({ body }: SentCall): string[] => body.recipients.custom_ids;

describe('a batch of custom data', () => {
  it('of 1,000 messages on 2 apps makes 2 calls', async () => {
    const { take, calls } = work(update);
    expect(await take(many(1_000, (index) => record(`m${index}`, data(`u${index}`))))).toEqual([]);
    expect(calls.map(({ app, body }) => [app, body.length])).toEqual([
      ['ios', 1_000],
      ['android', 1_000],
    ]);
  });

  it('loses a poison message to the dead-letter queue, with its reason, and lands the others', async () => {
    const { take, calls, letters } = work(update);
    const records = many(1_000, (index) =>
      record(`m${index}`, index === 500 ? { users: [{ id: 7, 'a@b.c': 1 }] } : data(`u${index}`)),
    );
    expect(await take(records)).toEqual([]);
    expect(calls.map(({ body }) => body.length)).toEqual([999, 999]);
    expect(letters).toEqual([
      {
        body: records[500]?.body,
        attributes: {
          reason: 'invalid',
          detail: expect.stringContaining('/users/0/id'),
          source: 'm500',
          idempotency_key: 'm500',
          since: '0',
        },
      },
    ]);
    expect(letters[0]?.attributes['detail']).not.toContain('a@b.c');
  });

  it('lets the last word win by the time of sending, not by the order of the batch', async () => {
    const { take, calls } = work(update);
    await take([
      record('later', data('u1', { 'u.a': 'later' }), { SentTimestamp: '2000' }),
      record('earlier', data('u1', { 'u.a': 'earlier', 'u.b': 1 }), { SentTimestamp: '1000' }),
    ]);
    expect(calls[0]?.body).toEqual([{ id: 'u1', update: { values: { 'u.a': 'later', 'u.b': 1 } } }]);
  });

  it('finds the message that Batch refuses, and only that one is a dead letter', async () => {
    const { take, letters, calls, remembered } = work(update, {
      answer: ({ body }) => (JSON.stringify(body).includes('bad') ? rejected : accepted),
    });
    const records = many(100, (index) => record(`m${index}`, data(`u${index}`, { 'u.a': index === 42 ? 'bad' : 1 })));
    expect(await take(records)).toEqual([]);
    expect(letters.map(({ attributes }) => attributes)).toMatchObject([
      { reason: 'rejected', detail: 'ios: 1 rejected X; android: 1 rejected X', source: 'm42', idempotency_key: 'm42' },
    ]);
    expect(calls.length).toBeLessThanOrEqual(2 * (1 + 2 * Math.ceil(Math.log2(100))));
    // What is done of it is noted: a letter that can't be buried comes back.
    expect(remembered.writes.length).toBeLessThanOrEqual(3);
  });

  it('gets one quick second try when its outcome is unknown, and then goes back', async () => {
    const { take, calls, letters, clock } = work(update, { answer: () => unknown });
    expect(await take([record('m', data('u1'))])).toEqual(['m']);
    expect(calls).toHaveLength(4);
    expect(clock.now()).toBeLessThan(1_000);
    expect(letters).toEqual([]);
  });
});

describe('a batch of pushes', () => {
  it('of 200 messages with the same content makes 1 call per app', async () => {
    const { take, calls } = work(send);
    expect(await take(many(200, (index) => record(`m${index}`, push([`u${index}`]))))).toEqual([]);
    expect(calls.map(({ app, body }) => [app, body.recipients.custom_ids.length])).toEqual([
      ['ios', 200],
      ['android', 200],
    ]);
  });

  it('of 200 different messages makes 200 calls per app, no more than allowed at once', async () => {
    const { take, calls, mostAtOnce } = work(send, { concurrency: 4 });
    await take(many(200, (index) => record(`m${index}`, push(['u1'], { group_id: `g${index}` }))));
    expect(calls).toHaveLength(400);
    expect(mostAtOnce()).toBeGreaterThan(1);
    expect(mostAtOnce()).toBeLessThanOrEqual(4);
  });

  it('pushes twice, in two calls, to a person whom two messages ask for', async () => {
    const { take, calls } = work(send);
    await take([
      record('m1', push(['u1', 'u2', 'u1'], { apps: ['ios'] })),
      record('m2', push(['u2', 'u3'], { apps: ['ios'] })),
    ]);
    expect(calls.map(idsOf)).toEqual([
      ['u1', 'u2'],
      ['u2', 'u3'],
    ]);
  });

  it('sends each id exactly as often as it is asked for, once in a call, and nothing that the call before could have carried', async () => {
    const requests = fc.array(
      fc.uniqueArray(
        fc.nat(30).map((id) => `u${id}`),
        { minLength: 1 },
      ),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (asked) => {
        const { take, calls } = work(send);
        await take(asked.map((ids, index) => record(`m${index}`, push(ids, { apps: ['ios'] }))));
        for (const call of calls) expect(new Set(idsOf(call)).size).toBe(idsOf(call).length);
        expect(calls.flatMap(idsOf).sort()).toEqual(asked.flat().sort());
        for (const [index, call] of calls.entries()) {
          const before = calls[index - 1];
          if (before) expect(idsOf(call).some((id) => idsOf(before).includes(id))).toBe(true);
        }
      }),
    );
  });

  it('keeps the recipients of a message together, as many messages in a call as 10,000 ids allow', async () => {
    const { take, calls } = work(send);
    const bulk = (message: number) =>
      push(
        many(3_000, (index) => `u${message}-${index}`),
        { apps: ['ios'] },
      );
    await take(many(5, (message) => record(`m${message}`, bulk(message))));
    expect(calls.map((call) => idsOf(call).length)).toEqual([9_000, 6_000]);
  });

  it('narrows down what several messages make up to the one that Batch refuses', async () => {
    const { take, letters } = work(send, { answer: (call) => (idsOf(call).includes('bad') ? rejected : accepted) });
    await take(many(20, (index) => record(`m${index}`, push([index === 7 ? 'bad' : `u${index}`], { apps: ['ios'] }))));
    expect(letters.map(({ attributes }) => attributes['source'])).toEqual(['m7']);
  });
});

describe('the fate of a push', () => {
  it.each<[string, Outcome, 'done' | 'back' | string]>([
    ['accepted', accepted, 'done'],
    ['rejected', rejected, 'rejected'],
    ['unknown', unknown, 'unknown-outcome'],
    ['throttled', deferred('throttled'), 'back'],
    ['an outage', deferred('outage'), 'back'],
    ['refused keys', deferred('keys'), 'back'],
    ['configuration', deferred('configuration'), 'back'],
  ])('%s', async (_name, outcome, fate) => {
    const { take, letters, delays, calls } = work(send, { answer: () => outcome });
    const back = await take([record('m', push(['u1'], { apps: ['ios'] }))]);
    expect(back).toEqual(fate === 'back' ? ['m'] : []);
    expect([...delays.keys()]).toEqual(back);
    expect(letters.map(({ attributes }) => attributes['reason'])).toEqual(
      ['done', 'back'].includes(fate) ? [] : [fate],
    );
    expect(calls.length).toBeLessThanOrEqual(outcome.status === 'deferred' && outcome.by === 'keys' ? 2 : 1);
  });

  it('is told by outcome and count per app, and by no id', async () => {
    const { take, letters } = work(send, { answer: ({ app }) => (app === 'ios' ? accepted : unknown) });
    expect(await take([record('m', push(['u1', 'u2']))])).toEqual([]);
    expect(letters).toMatchObject([
      {
        attributes: {
          reason: 'unknown-outcome',
          detail: 'ios: 2 accepted; android: 2 unknown X',
          source: 'm',
          idempotency_key: 'm',
        },
      },
    ]);
  });

  it('is to be sent again under `resend`, whether the stack or the message says so', async () => {
    const resending = work(send, { answer: () => unknown, unknownOutcome: 'resend' });
    expect(await resending.take([record('m', push(['u1']))])).toEqual(['m']);
    const parking = work(send, { answer: () => unknown });
    expect(
      await parking.take([
        record('m', push(['u1'])),
        record('n', push(['u2'], { group_id: 'g' }), { messageAttributes: { 'unknown-outcome': 'resend' } }),
      ]),
    ).toEqual(['n']);
  });

  it('goes back with what is rejected, since that repeats nothing', async () => {
    const { take, letters } = work(send, { answer: ({ app }) => (app === 'ios' ? rejected : deferred('outage')) });
    expect(await take([record('m', push(['u1']))])).toEqual(['m']);
    expect(letters).toEqual([]);
  });
});

describe('a message', () => {
  it('may be an event of the bus, which names it', async () => {
    const { take, calls, letters } = work(send, { answer: () => rejected });
    const event = {
      version: '0',
      id: 'event-1',
      'detail-type': 'Batch Transactional Send',
      source: 'shop',
      detail: push(['u1'], { apps: ['ios'] }),
    };
    await take([record('m', event)]);
    expect(calls.map(idsOf)).toEqual([['u1']]);
    expect(letters[0]?.attributes).toMatchObject({ source: 'm', idempotency_key: 'event-1' });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', 'hello', 'the body is not JSON'],
    [
      'an event of another detail-type',
      { 'detail-type': 'Batch Campaign Create', detail: push(['u1']) },
      '/detail-type expected `Batch Transactional Send`',
    ],
    ['an event without detail', { 'detail-type': 'Batch Transactional Send' }, 'is required'],
    ['an unknown app', push(['u1'], { apps: ['andriod'] }), '/apps/0 is not an app of the secret'],
  ])('that is %s is a dead letter at once', async (_name, body, detail) => {
    const { take, letters, calls } = work(send);
    expect(await take([record('m', body)])).toEqual([]);
    expect(letters).toMatchObject([{ attributes: { reason: 'invalid', detail: expect.stringContaining(detail) } }]);
    expect(calls).toEqual([]);
  });

  it('that a guard refuses is invalid', async () => {
    const { take, letters } = work(campaignCreate as Endpoint);
    const live = { name: 'name', live: true, push_time: 'now', messages: [{ language: 'en', body: 'b' }] };
    await take([record('m', live)]);
    expect(letters).toMatchObject([{ attributes: { reason: 'invalid', detail: expect.stringContaining('/live') } }]);
  });

  it('that is a dry run is done without a call', async () => {
    const { take, calls, letters } = work(send);
    expect(await take([record('m', push(['u1'], { dry_run: true }))])).toEqual([]);
    expect([...calls, ...letters]).toEqual([]);
  });

  it('names itself in its dead letter, if its name is one', async () => {
    const { take, letters } = work(send);
    const faulty = (key: unknown) => ({ group_id: '', idempotency_key: key });
    await take([
      record('m1', faulty('order-7')),
      record('m2', faulty('a\u0001')),
      record('m3', faulty('k'.repeat(256))),
      record('m4', faulty(7)),
    ]);
    expect(letters.map(({ attributes }) => attributes['idempotency_key'])).toEqual(['order-7', 'm2', 'm3', 'm4']);
  });

  it('is not sent while nothing can remember it, unless it may be repeated', async () => {
    const { take, calls, letters } = work(send, { ledger: undefined });
    expect(await take([record('m', push(['u1']))])).toEqual(['m']);
    expect([...calls, ...letters]).toEqual([]);
    const custom = work(update, { ledger: undefined });
    expect(await custom.take([record('m', { ...data('u1'), idempotency_key: 'k' })])).toEqual([]);
    expect(custom.calls).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['an attribute', { users: [{ id: 'u1', update: { values: { 'u.jo@x.fr': {} } } }] }],
    ['a field', { users: [], 'jo@x.fr': 1 }],
    [
      'a field of extra',
      { users: [{ id: 'u1', update: { values: { 'u.a': 1 }, extra: { 'jo@x.fr': nested(300) } } }] },
    ],
  ])("tells nothing of the name of %s that is the caller's own text", async (_name, body) => {
    const { take, letters } = work(update);
    await take([record('m', body)]);
    expect(letters[0]?.attributes['detail']).toMatch(/\*/);
    expect(letters[0]?.attributes['detail']).not.toContain('jo@x.fr');
  });

  it('with nothing but an id and a body is worked off like any other', async () => {
    const { take } = work(send, { answer: () => deferred('outage') });
    const bare = { messageId: 'm', receiptHandle: 'm', body: JSON.stringify(push(['u1'])) };
    expect(await take([bare as SQSRecord, null as never, 'x' as never])).toEqual(['m']);
  });

  it('that can not be buried goes back', async () => {
    const { take, letters } = work(send, { buries: () => false });
    expect(await take([record('m', 'hello')])).toEqual(['m']);
    expect(letters).toEqual([]);
  });

  it.each([
    ['the secret can not be read', () => Promise.reject(new SecretsUnavailableError('down'))],
    ['the secret is wrong', () => Promise.reject(new ConfigurationError('wrong'))],
  ])('is never a dead letter while %s', async (_name, secret) => {
    const { take, letters, delays } = work(send, { secret });
    expect(await take([record('m', 'hello'), record('n', push(['u1']))])).toEqual(['m', 'n']);
    expect(letters).toEqual([]);
    expect([...delays.keys()]).toEqual(['m', 'n']);
  });

  it('for which there is no time goes back', async () => {
    const { take, calls } = work(send, { remainingMs: 1_000 });
    expect(await take([record('m', push(['u1']))])).toEqual(['m']);
    expect(calls).toEqual([]);
  });

  it('comes back later from receive to receive, after a 429 at the earliest in 5 s, at the latest in 15 min', async () => {
    const { take, delays } = work(send, { answer: () => deferred('throttled') });
    await take(
      many(12, (index) =>
        record(`${index + 1}`, push(['u1'], { group_id: `g${index}` }), { ApproximateReceiveCount: `${index + 1}` }),
      ),
    );
    expect([...delays.values()]).toEqual([8, 15, 30, 60, 120, 240, 480, 675, 675, 675, 675, 675]);
  });
});

it('lets everything come back while the function is not set up, and logs why', async () => {
  const { log, told } = keptLog();
  const error = new ConfigurationError('A setting is missing.');
  const handler = createQueueTrigger(update, log, () => {
    throw error;
  });
  const context = { awsRequestId: 'a', getRemainingTimeInMillis: () => 60_000 } as Context;
  const { batchItemFailures } = await handler({ Records: [record('m', data('u1')), record('n', '{')] }, context);
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'm' }, { itemIdentifier: 'n' }]);
  expect(told).toEqual([['notReady', error]]);
});

describe('a 429', () => {
  it('keeps everything of the same invocation from Batch, and nothing waits for it', async () => {
    const { take, calls, clock, letters } = work(send, { answer: () => deferred('throttled'), concurrency: 2 });
    const records = many(50, (index) => record(`m${index}`, push(['u1'], { group_id: `g${index}` })));
    expect(await take(records)).toHaveLength(50);
    expect(calls.length).toBeLessThanOrEqual(2);
    expect(clock.slept).toEqual([]);
    expect(letters).toEqual([]);
  });
});

describe('a batch that ends early', () => {
  it('leaves few messages half done, and the next goes on where it stopped', async () => {
    const { take, letters, calls } = work(send, {
      answer: (_, count) => (count === 200 ? deferred('throttled') : accepted),
      concurrency: 2,
    });
    const records = many(200, (index) => record(`m${index}`, push(['u1'], { group_id: `g${index}` })));
    const back = await take(records);
    expect(back.length).toBeGreaterThan(90);
    expect(await take(records.filter(({ messageId }) => back.includes(messageId)))).toEqual([]);
    expect(letters).toEqual([]);
    // 400, and the one that was deferred.
    expect(calls).toHaveLength(401);
  });

  it('tells of a defect of ours as what it is: unknown, and of no other call', async () => {
    const { take, letters } = work(send, {
      answer: (_, count) => {
        if (count === 1) throw new TypeError('quotes u1');
        return accepted;
      },
    });
    const records = many(3, (index) => record(`m${index}`, push(['u1'], { group_id: `g${index}`, apps: ['ios'] })));
    expect(await take(records)).toEqual([]);
    expect(letters.map(({ attributes }) => [attributes['source'], attributes['detail']])).toEqual([
      ['m0', 'ios: 1 unknown GATEWAY_DEFECT'],
    ]);
  });
});

describe('any batch', () => {
  const outcomes = [
    accepted,
    accepted,
    accepted,
    rejected,
    unknown,
    deferred('throttled'),
    deferred('outage'),
    deferred('keys'),
  ];
  const body = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({ id: fc.nat(8), group: fc.nat(2), apps: fc.constantFrom(undefined, ['ios'], ['android', 'ios']) })
        .map(({ id, group, apps }) => push([`u${id}`], { group_id: `g${group}`, ...(apps && { apps }) })),
    },
    { weight: 1, arbitrary: fc.anything().map((value) => JSON.stringify(value) ?? 'undefined') },
  );
  const custom = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({ id: fc.nat(8), value: fc.nat(3) })
        .map(({ id, value }) => data(`u${id}`, { 'u.a': value })),
    },
    { weight: 1, arbitrary: fc.string() },
  );

  it.each<[string, Endpoint, fc.Arbitrary<unknown>]>([
    ['pushes', send, body],
    ['custom data', update, custom],
  ])(
    'of %s accounts for each message once: done, back or dead, and by its own outcomes',
    async (_name, endpoint, bodies) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(bodies, { maxLength: 20 }),
          fc.infiniteStream(fc.nat(outcomes.length - 1)),
          fc.boolean(),
          async (asked, dice, buries) => {
            const ends = new Map<string, Outcome[]>();
            const { take, letters, delays } = work(endpoint, {
              buries: () => buries,
              answer: ({ app, body }) => {
                const outcome = outcomes[dice.next().value ?? 0] ?? accepted;
                for (const id of endpoint === send
                  ? body.recipients.custom_ids
                  : body.map((user: { id: string }) => user.id)) {
                  const key = `${app} ${body.group_id ?? ''} ${id}`;
                  ends.set(key, [...(ends.get(key) ?? []), outcome]);
                }
                return outcome;
              },
            });
            const records = asked.map((one, index) => record(`m${index}`, one));
            const back = await take(records);
            const dead = letters.map(({ attributes }) => attributes['source'] ?? '');
            expect(new Set([...back, ...dead]).size).toBe(back.length + dead.length);
            expect([...delays.keys()].sort()).toEqual([...back].sort());
            for (const { attributes } of letters) expect(attributes['detail']).not.toMatch(/u\d/);
            const done = records.filter(({ messageId }) => !back.includes(messageId) && !dead.includes(messageId));
            for (const { body: text } of done) {
              for (const key of keysOf(text)) expect(ends.get(key)).toContain(accepted);
            }
            for (const { body: text } of records.filter(({ messageId }) => buries && back.includes(messageId))) {
              const outcomes = keysOf(text).flatMap((key) => ends.get(key) ?? [unknown]);
              const asks = keysOf(text).map((key) => asked.filter((one) => keysOf(JSON.stringify(one)).includes(key)));
              const isAllAccepted = outcomes.every((outcome) => outcome === accepted);
              expect(isAllAccepted && outcomes.length === asks.flat().length).toBe(false);
            }
          },
        ),
        { numRuns: 200 },
      );
    },
    120_000,
  );
});

function nested(levels: number): unknown {
  return JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
}

/** What a request asks for: each app with each id and content; nothing if it is no request. */
function keysOf(text: string): string[] {
  const request = JSON.parse(text);
  const ids: string[] = request?.recipients?.custom_ids ?? request?.users?.map(({ id }: { id: string }) => id) ?? [];
  const apps: string[] = request?.apps ?? ['ios', 'android'];
  return apps.flatMap((app) => ids.map((id) => `${app} ${request.group_id ?? ''} ${id}`));
}
