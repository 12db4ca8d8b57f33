import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { accepted, rejected, throttled, unknown } from '../../../support/outcomes.ts';
import { AFTER_ITS_OWNER_MS, record, type SentCall, work } from '../../../support/work.ts';

const send = transactionalSend as Endpoint;

const push = (ids: string[], more: object = {}) => ({
  group_id: 'welcome',
  recipients: { custom_ids: ids },
  message: { body: 'b' },
  ...more,
});
const idsOf = ({ body }: SentCall): string[] => body.recipients.custom_ids;
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const DAY_MS = 24 * 3600 * 1000;

/** Answers in turn, the last one for ever. */
const inTurn =
  (...outcomes: Outcome[]) =>
  (_call: SentCall, count: number) =>
    outcomes[Math.min(count, outcomes.length) - 1] as Outcome;

describe('a message received again', () => {
  it.each<[string, Outcome, string[]]>([
    ['accepted', accepted, []],
    ['rejected', rejected, ['rejected', 'rejected']],
    ['unknown', unknown, ['unknown-outcome', 'unknown-outcome']],
  ])('makes no call for what is %s', async (_name, outcome, reasons) => {
    const { take, calls, letters } = work(send, { answer: () => outcome });
    const message = record('m', push(['u1']));
    expect(await take([message])).toEqual([]);
    expect(await take([message])).toEqual([]);
    expect(calls).toHaveLength(2);
    expect(letters.map(({ attributes }) => attributes['reason'])).toEqual(reasons);
    expect(letters[0]?.attributes).toEqual(letters.at(-1)?.attributes);
  });

  it('goes on where it stopped: only the missing apps', async () => {
    const { take, calls, letters } = work(send, {
      answer: ({ app }, count) => (app === 'android' && count <= 2 ? throttled : accepted),
    });
    const message = record('m', push(['u1']));
    expect(await take([message])).toEqual(['m']);
    expect(await take([message])).toEqual([]);
    expect(calls.map(({ app }) => app)).toEqual(['ios', 'android', 'android']);
    expect(letters).toEqual([]);
  });

  it('goes on where it stopped: only the missing chunks, whatever travels with it', async () => {
    const { take, calls } = work(send, { answer: inTurn(accepted, throttled, accepted), concurrency: 1 });
    const ids = many(25_000, (index) => `u${index}`);
    const big = record('big', push(ids, { apps: ['ios'] }), { SentTimestamp: '2' });
    expect(await take([big])).toEqual(['big']);
    await take([record('small', push(['v1'], { apps: ['ios'] }), { SentTimestamp: '1' }), big]);
    const sent = calls.filter((_, index) => index !== 1).flatMap(idsOf);
    expect(sent.sort()).toEqual([...ids, 'v1'].sort());
  });

  it('finds what its merged call came to, each message its own', async () => {
    const { take, calls } = work(send, { answer: inTurn(throttled, accepted) });
    const messages = many(20, (index) => record(`m${index}`, push([`u${index}`], { apps: ['ios'] })));
    expect(await take(messages)).toHaveLength(20);
    expect(await take(messages.slice(0, 10))).toEqual([]);
    expect(await take(messages)).toEqual([]);
    expect(calls.map((call) => idsOf(call).length)).toEqual([20, 10, 10]);
  });

  it('tries again what was deferred before it tells a person of the rest', async () => {
    const { take, letters } = work(send, {
      answer: ({ app }, count) => (app === 'ios' ? unknown : count <= 2 ? throttled : accepted),
    });
    const message = record('m', push(['u1']));
    expect(await take([message])).toEqual(['m']);
    expect(letters).toEqual([]);
    expect(await take([message])).toEqual([]);
    expect(letters.map(({ attributes }) => attributes['detail'])).toEqual(['ios: 1 unknown X; android: 1 accepted']);
  });
});

describe('a message whose sender was killed', () => {
  /** The ledger takes a claim and nothing after it: what is left is what a killed function leaves. */
  async function interrupted(options: Parameters<typeof work>[1] = {}) {
    const at = work(send, options);
    at.remembered.refuse(({ state }) => (state === 'sending' ? undefined : new Error('killed')));
    await at.take([record('m', push(['u1'], { apps: ['ios'] }))]);
    at.remembered.refuse(() => undefined);
    return at;
  }
  const again = record('m', push(['u1'], { apps: ['ios'] }));

  it('waits for as long as the sender may live', async () => {
    const { take, delays, calls, letters } = await interrupted();
    expect(await take([again])).toEqual(['m']);
    expect(delays.get('m')).toBeGreaterThan(59);
    expect(calls).toHaveLength(1);
    expect(letters).toEqual([]);
  });

  it('is parked after that', async () => {
    const { take, clock, calls, letters } = await interrupted();
    clock.advance(AFTER_ITS_OWNER_MS);
    expect(await take([again])).toEqual([]);
    expect(calls).toHaveLength(1);
    expect(letters).toMatchObject([
      { attributes: { reason: 'unknown-outcome', detail: 'ios: 1 unknown INTERRUPTED', idempotency_key: 'm' } },
    ]);
  });

  it('is sent again after that under `resend`', async () => {
    const { take, clock, calls, letters } = await interrupted({ unknownOutcome: 'resend' });
    clock.advance(AFTER_ITS_OWNER_MS);
    expect(await take([again])).toEqual([]);
    expect(calls).toHaveLength(2);
    expect(letters).toEqual([]);
  });
});

describe('a dead letter that a person sends again', () => {
  const carried = { idempotency_key: 'm' };

  it('is the same request, under the name it carries', async () => {
    const { take, calls, letters } = work(send, { answer: ({ app }) => (app === 'ios' ? accepted : unknown) });
    await take([record('m', push(['u1']))]);
    await take([record('other id', push(['u1']), { messageAttributes: carried })]);
    expect(calls).toHaveLength(2);
    expect(letters.map(({ attributes }) => attributes['source'])).toEqual(['m', 'other id']);
    expect(letters.map(({ attributes }) => attributes['idempotency_key'])).toEqual(['m', 'm']);
  });

  it('carries on since when it was first sent', async () => {
    const { take, letters, clock } = work(send, { answer: () => rejected });
    clock.advance(DAY_MS);
    const since = `${DAY_MS / 2}`;
    await take([record('m', push(['u1']), { SentTimestamp: `${DAY_MS}`, messageAttributes: { ...carried, since } })]);
    expect(letters[0]?.attributes).toMatchObject({ since });
  });

  it('sends what is unknown with `unknown-outcome` = `resend`, and nothing that was accepted', async () => {
    const { take, calls, letters } = work(send, {
      answer: ({ app }, count) => (app === 'ios' || count > 2 ? accepted : unknown),
    });
    await take([record('m', push(['u1']))]);
    const messageAttributes = { ...carried, 'unknown-outcome': 'resend' };
    expect(await take([record('n', push(['u1']), { messageAttributes })])).toEqual([]);
    expect(calls.map(({ app }) => app)).toEqual(['ios', 'android', 'android']);
    expect(letters).toHaveLength(1);
  });

  it('tries what Batch refused with `rejected-outcome` = `retry`, and nothing else', async () => {
    const { take, calls } = work(send, {
      answer: ({ app }, count) => (app === 'ios' ? unknown : count > 2 ? accepted : rejected),
    });
    await take([record('m', push(['u1']))]);
    const messageAttributes = { ...carried, 'rejected-outcome': 'retry' };
    await take([record('n', push(['u1']), { messageAttributes })]);
    expect(calls.map(({ app }) => app)).toEqual(['ios', 'android', 'android']);
  });
});

describe('a name', () => {
  const named = (body: object) => ({ ...body, idempotency_key: 'order-7' });

  it('given to two messages of a batch is one request', async () => {
    const { take, calls, letters } = work(send);
    const messages = ['m1', 'm2'].map((id) => record(id, named(push(['u1'], { apps: ['ios'] }))));
    expect(await take(messages)).toEqual([]);
    expect(calls).toHaveLength(1);
    expect(letters).toEqual([]);
  });

  it('given to another body is invalid, whichever apps that is for', async () => {
    const { take, calls, letters } = work(send);
    await take([record('m1', named(push(['u1'], { apps: ['ios'] })))]);
    await take([record('m2', named(push(['u1'], { apps: ['android'] })))]);
    await take([record('m3', named(push(['u2'], { apps: ['android', 'ios'] })))]);
    expect(calls).toHaveLength(1);
    expect(letters.map(({ attributes }) => [attributes['reason'], attributes['detail']])).toEqual([
      ['invalid', '/idempotency_key belongs to another request'],
      ['invalid', '/idempotency_key belongs to another request'],
    ]);
  });

  it('is that of the event for an event that EventBridge delivers twice', async () => {
    const { take, calls } = work(send);
    const event = { id: 'event-1', 'detail-type': 'Batch Transactional Send', detail: push(['u1'], { apps: ['ios'] }) };
    await take([record('m1', event)]);
    expect(await take([record('m2', event)])).toEqual([]);
    expect(calls).toHaveLength(1);
  });
});

describe('while the ledger can not be written', () => {
  it('before a call, nothing leaves and everything comes back', async () => {
    const { take, calls, letters, remembered } = work(send);
    remembered.refuse(() => Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    expect(await take([record('m', push(['u1']))])).toEqual(['m']);
    expect([...calls, ...letters]).toEqual([]);
  });

  it('for one message, only that one comes back', async () => {
    const { take, calls, remembered } = work(send);
    let claims = 0;
    remembered.refuse(() => (++claims === 1 ? new Error('down') : undefined));
    const messages = many(3, (index) => record(`m${index}`, push([`u${index}`], { apps: ['ios'] })));
    expect(await take(messages)).toEqual(['m0']);
    expect(calls.map(idsOf)).toEqual([['u1', 'u2']]);
  });

  it('after a call, the outcome stands', async () => {
    const { take, letters, remembered } = work(send);
    remembered.refuse(({ state }) => (state === 'accepted' ? new Error('down') : undefined));
    expect(await take([record('m', push(['u1']))])).toEqual([]);
    expect(letters).toEqual([]);
  });
});

describe('the ledger of a batch', () => {
  it('claims nothing for a call for which there is no time, and knows of the request from then on', async () => {
    const { take, remembered } = work(send, { remainingMs: 1_000 });
    expect(await take([record('m', push(['u1'], { apps: ['ios'] }))])).toEqual(['m']);
    expect(remembered.writes.map(({ state }) => state)).toEqual(['deferred']);
  });

  it('is written twice for each message, app and 10,000 recipients, and never read, if all is new', async () => {
    const { take, remembered } = work(send);
    const big = record('big', push(many(20_000, (index) => `v${index}`)));
    await take([...many(50, (index) => record(`m${index}`, push([`u${index}`]))), big]);
    expect(remembered.writes.filter(({ state }) => state === 'sending')).toHaveLength(104);
    expect(remembered.writes.filter(({ state }) => state === 'accepted')).toHaveLength(104);
    expect(remembered.writes).toHaveLength(208);
    expect(remembered.reads).toEqual([]);
  });

  it('holds nothing that was in a message', async () => {
    const { take, remembered } = work(send, { answer: () => unknown });
    await take([record('m', push(['jo@x.fr'], { idempotency_key: 'for-jo@x.fr' }))]);
    const table = JSON.stringify([...remembered.records.values()]);
    expect(table).not.toMatch(/jo@x|welcome|quotes/);
    expect(table).toContain('"error":"X"');
  });

  it('keeps every push from being accepted twice, whatever is redelivered', async () => {
    const outcomes = [accepted, accepted, unknown, rejected, throttled];
    const messages = fc.array(
      fc.record({ id: fc.nat(8), group: fc.nat(1), apps: fc.constantFrom(undefined, ['ios'], ['android', 'ios']) }),
      { minLength: 1, maxLength: 12 },
    );
    const batches = fc.array(fc.array(fc.nat(11), { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(messages, batches, fc.infiniteStream(fc.nat(4)), async (asked, receives, dice) => {
        const yes = new Map<string, number>();
        const { take } = work(send, {
          answer: ({ app, body }) => {
            const outcome = outcomes[dice.next().value ?? 0] as Outcome;
            if (outcome === accepted) {
              for (const id of body.recipients.custom_ids) yes.set(`${app} ${id}`, (yes.get(`${app} ${id}`) ?? 0) + 1);
            }
            return outcome;
          },
        });
        const records = asked.map(({ id, group, apps }, index) =>
          record(`m${index}`, push([`u${id}`, `own${index}`], { group_id: `g${group}`, ...(apps && { apps }) })),
        );
        for (const batch of receives) {
          await take([...new Set(batch)].flatMap((index) => records[index] ?? []));
        }
        for (const [key, count] of yes) {
          const id = key.split(' ')[1];
          expect(count).toBeLessThanOrEqual(
            asked.filter((one, index) => [`u${one.id}`, `own${index}`].includes(id ?? '')).length,
          );
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

describe('the first call after an outage', () => {
  it('is one that has something to send, whatever else of its message was sent before', async () => {
    const answers: Record<string, Outcome> = { ios: accepted, android: throttled };
    const { take, calls, clock } = work(send, { answer: ({ app }) => answers[app] as Outcome });
    const half = record('half', push(['u1']));
    expect(await take([half])).toEqual(['half']);
    answers['ios'] = unknown;
    await take(many(3, (index) => record(`m${index}`, push([`v${index}`], { group_id: `g${index}`, apps: ['ios'] }))));
    Object.assign(answers, { ios: accepted, android: accepted });
    calls.length = 0;
    clock.advance(DAY_MS);
    expect(await take([half])).toEqual([]);
    expect(calls.map(({ app }) => app)).toEqual(['android']);
  });
});
