import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { campaignCreate } from '../../../../lib/endpoints/v1/campaign-create.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { SecretsUnavailableError } from '../../../../lib/errors.ts';
import { LEDGER_TTL_MS } from '../../../support/ledger.ts';
import { accepted, error, outage, rejected, throttled, unknown } from '../../../support/outcomes.ts';
import { AFTER_ITS_OWNER_MS, type DeadLetter, record, type SentCall, work } from '../../../support/work.ts';

const send = transactionalSend as Endpoint;
const update = customDataUpdate as Endpoint;

const DAY_MS = 24 * 3600 * 1000;
const push = (id: string, more: object = {}) => ({
  group_id: 'welcome',
  recipients: { custom_ids: [id] },
  message: { body: 'b' },
  ...more,
});
const secretOf = (...keys: string[]) =>
  JSON.stringify({ restApiKey: 'k', apps: Object.fromEntries(keys.map((key) => key.split(':'))) });
const told = (letters: readonly DeadLetter[]) =>
  letters.map(({ attributes: { reason, detail } }) => `${reason} | ${detail}`);

describe('a campaign whose push time has passed since it was tried', () => {
  const campaign = (more: object = {}) => ({
    name: 'Sale',
    live: true,
    push_time: '1970-01-01T00:00:10',
    messages: [{ language: 'en', body: 'b' }],
    targeting: { segments: ['NEW'] },
    ...more,
  });
  const again = { ApproximateReceiveCount: '2' };

  it('and whose sender was killed is parked as unknown, for a person to decide', async () => {
    const at = work(campaignCreate as Endpoint, { allowLiveCampaigns: true });
    at.remembered.refuse(({ state }) => (state === 'sending' ? undefined : new Error('killed')));
    await at.take([record('m', campaign({ apps: ['ios'] }))]);
    at.remembered.refuse(() => undefined);
    at.clock.advance(AFTER_ITS_OWNER_MS);
    expect(await at.take([record('m', campaign({ apps: ['ios'] }), again)])).toEqual([]);
    expect(told(at.letters)).toEqual(['unknown-outcome | ios: 1 unknown INTERRUPTED']);
    expect(at.calls).toHaveLength(1);
  });

  it.each<['park' | 'resend']>([['park'], ['resend']])(
    'is not sent under %s, and its letter names what was',
    async (policy) => {
      const at = work(campaignCreate as Endpoint, {
        allowLiveCampaigns: true,
        unknownOutcome: policy,
        answer: ({ app }) => (app === 'ios' ? accepted : throttled),
      });
      expect(await at.take([record('m', campaign())])).toEqual(['m']);
      at.clock.advance(AFTER_ITS_OWNER_MS);
      expect(await at.take([record('m', campaign(), again)])).toEqual([]);
      expect(told(at.letters)).toEqual(['rejected | ios: 1 accepted; android: 1 rejected NO_LONGER_VALID']);
      expect(at.calls).toHaveLength(2);
    },
  );

  it('is invalid, like any other, if nothing of it was sent', async () => {
    const at = work(campaignCreate as Endpoint, { allowLiveCampaigns: true, answer: () => throttled });
    expect(await at.take([record('m', campaign())])).toEqual(['m']);
    at.clock.advance(AFTER_ITS_OWNER_MS);
    expect(await at.take([record('m', campaign(), again)])).toEqual([]);
    expect(told(at.letters)).toEqual(['invalid | /push_time is past']);
  });
});

describe('a message without `apps`', () => {
  const again = { ApproximateReceiveCount: '2' };

  it.each<[string, Outcome, unknown, Endpoint]>([
    ['a push', accepted, push('u1'), send],
    ['custom data', accepted, { users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }] }, update],
    ['a push of which nothing was accepted', throttled, push('u1'), send],
    [
      'custom data of which nothing was accepted',
      throttled,
      { users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }] },
      update,
    ],
  ])(
    'is for the apps of its first try, although another sandbox knows fewer: %s',
    async (_what, ofIos, body, endpoint) => {
      const first = work(endpoint, {
        secret: async () => secretOf('ios:ios-key', 'web:web-key'),
        answer: ({ app }) => (app === 'ios' ? ofIos : throttled),
      });
      expect(await first.take([record('m', body)])).toEqual(['m']);
      first.clock.advance(AFTER_ITS_OWNER_MS);
      let text = secretOf('ios:ios-key');
      const second = work(endpoint, { beside: first, secret: async () => text });
      expect(await second.take([record('m', body, again)])).toEqual(['m']);
      text = secretOf('ios:ios-key', 'web:web-key');
      second.clock.advance(300_000);
      expect(await second.take([record('m', body, { ApproximateReceiveCount: '3' })])).toEqual([]);
      expect(second.calls.map(({ app }) => app)).toEqual(ofIos === accepted ? ['web'] : ['ios', 'web']);
      expect(second.letters).toEqual([]);
    },
  );
});

describe('a message that is too old for the ledger', () => {
  const old = LEDGER_TTL_MS + 1_000;

  async function aged(
    attributes: Parameters<typeof record>[2],
    options: Parameters<typeof work>[1] = {},
    body: unknown = push('u1'),
  ) {
    const at = work(send, options);
    at.clock.advance(30 * DAY_MS);
    expect(await at.take([record('m', body, attributes)])).toEqual([]);
    return at;
  }
  const ago = (ms: number) => `${30 * DAY_MS - ms}`;
  const event = (more: object) => ({ 'detail-type': 'Batch Transactional Send', id: 'e', detail: push('u1'), ...more });
  const isoAgo = (ms: number) => new Date(30 * DAY_MS - ms).toISOString();

  it.each<[string, Parameters<typeof record>[2], unknown?]>([
    ['SQS', { SentTimestamp: ago(old) }],
    ['the letter that it was', { SentTimestamp: ago(0), messageAttributes: { since: ago(old) } }],
    ['the event that it replays', { SentTimestamp: ago(0) }, event({ 'replay-name': 'r', time: isoAgo(old) })],
  ])('by %s is a dead letter and not carried out', async (_by, attributes, body = push('u1')) => {
    const { calls, letters } = await aged(attributes, {}, body);
    expect(calls).toEqual([]);
    expect(letters.map(({ attributes: { reason } }) => reason)).toEqual(['too-old']);
    expect(letters[0]?.attributes['since']).toBe(ago(old));
  });

  it.each<[string, Parameters<typeof record>[2], unknown?]>([
    ['just short of it', { SentTimestamp: ago(LEDGER_TTL_MS) }],
    ['whose `since` nobody can read', { SentTimestamp: ago(0), messageAttributes: { since: 'long ago' } }],
    ['whose `since` is still to come', { SentTimestamp: ago(0), messageAttributes: { since: ago(-1) } }],
    ['which is an old event, but no replay', { SentTimestamp: ago(0) }, event({ time: isoAgo(old) })],
    ['that a person wants sent', { SentTimestamp: ago(old), messageAttributes: { 'unknown-outcome': 'resend' } }],
  ])('is not one %s', async (_what, attributes, body = push('u1')) => {
    const { calls, letters } = await aged(attributes, {}, body);
    expect([calls.length, letters.length]).toEqual([2, 0]);
  });

  it('is one by the setting of the stack', async () => {
    const at = work(send);
    at.tools.ledgerTtlMs = 14 * DAY_MS;
    at.clock.advance(30 * DAY_MS);
    await at.take([record('m1', push('u1'), { SentTimestamp: ago(13 * DAY_MS) })]);
    await at.take([record('m2', push('u2'), { SentTimestamp: ago(15 * DAY_MS) })]);
    expect([at.calls.length, told(at.letters).length]).toEqual([2, 1]);
  });

  it('tells what the ledger still knows of it', async () => {
    const at = work(send, { answer: ({ app }) => (app === 'ios' ? accepted : throttled) });
    at.clock.advance(1_000);
    const sent = { SentTimestamp: '500' };
    at.clock.advance(6 * DAY_MS);
    expect(await at.take([record('m', push('u1'), sent)])).toEqual(['m']);
    at.clock.advance(2 * DAY_MS);
    expect(await at.take([record('m', push('u1'), sent)])).toEqual([]);
    expect(told(at.letters)).toEqual(['too-old | ios: 1 accepted; android: 1 deferred NOT_SENT']);
    expect(at.calls).toHaveLength(2);
  });

  it('is done if the ledger knows that all of it was accepted', async () => {
    const at = work(send);
    at.clock.advance(6 * DAY_MS);
    await at.take([record('m', push('u1'), { SentTimestamp: '500' })]);
    at.clock.advance(2 * DAY_MS);
    expect(await at.take([record('m', push('u1'), { SentTimestamp: '500' })])).toEqual([]);
    expect([at.calls.length, at.letters.length]).toEqual([2, 0]);
  });

  it('is too-old, not rejected once more, if a person wants that tried again', async () => {
    const at = work(send, { answer: ({ app }, count) => (app === 'ios' || count > 2 ? accepted : rejected) });
    at.clock.advance(6 * DAY_MS);
    await at.take([record('m', push('u1'), { SentTimestamp: '500' })]);
    at.clock.advance(2 * DAY_MS);
    const carried = { idempotency_key: 'm', since: '500', 'rejected-outcome': 'retry' };
    const SentTimestamp = `${8 * DAY_MS}`;
    await at.take([record('n', push('u1'), { SentTimestamp, messageAttributes: carried })]);
    expect(told(at.letters)).toEqual([
      'rejected | ios: 1 accepted; android: 1 rejected X',
      'too-old | ios: 1 accepted; android: 1 rejected X',
    ]);
    const messageAttributes = { ...carried, 'unknown-outcome': 'resend' };
    await at.take([record('o', push('u1'), { SentTimestamp, messageAttributes })]);
    expect(at.calls.map(({ app }) => app)).toEqual(['ios', 'android', 'android']);
    expect(at.letters).toHaveLength(2);
  });

  it.each<[string, number, Record<string, string>]>([
    ['nobody has looked at it', 8, {}],
    ['its age is not in the way', 6, { 'rejected-outcome': 'retry' }],
  ])('does not hide what Batch refused if %s', async (_why, days, word) => {
    const first = work(send, { answer: () => rejected });
    first.clock.advance(5 * DAY_MS);
    await first.take([record('m', push('u1', { apps: ['ios'] }), { SentTimestamp: '500' })]);
    first.clock.advance((days - 5) * DAY_MS);
    const secret = async () => Promise.reject(new SecretsUnavailableError('down'));
    const second = work(send, { beside: first, secret, maxReceiveCount: 150 });
    const messageAttributes = { idempotency_key: 'm', since: '500', ...word };
    const last = { SentTimestamp: `${days * DAY_MS}`, ApproximateReceiveCount: '150', messageAttributes };
    expect(await second.take([record('n', push('u1', { apps: ['ios'] }), last)])).toEqual([]);
    expect(told(second.letters)).toEqual(['rejected | ios: 1 rejected X']);
  });

  it('does not exist for what may be repeated', async () => {
    const at = work(update);
    at.clock.advance(30 * DAY_MS);
    await at.take([
      record('m', { users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }] }, { SentTimestamp: ago(old) }),
    ]);
    expect([at.calls.length, at.letters.length]).toEqual([2, 0]);
  });
});

describe('a message on its last receive', () => {
  const last = { ApproximateReceiveCount: '150' };
  const options = { maxReceiveCount: 150 };

  it('is buried under its name in place of going back', async () => {
    const at = work(send, { ...options, answer: () => outage });
    expect(await at.take([record('m', push('u1', { idempotency_key: 'k' }), last)])).toEqual([]);
    expect(at.letters[0]?.attributes).toMatchObject({
      reason: 'exhausted',
      detail: 'ios: 1 deferred X; android: 1 deferred X',
      idempotency_key: 'k',
      source: 'm',
      since: '0',
    });
  });

  it('goes back on the one before, and for ever if nobody counts', async () => {
    const at = work(send, { ...options, answer: () => outage });
    expect(await at.take([record('m', push('u1'), { ApproximateReceiveCount: '149' })])).toEqual(['m']);
    const uncounted = work(send, { answer: () => outage });
    expect(await uncounted.take([record('m', push('u1'), last)])).toEqual(['m']);
  });

  it('names what an earlier receive has sent, whatever stands in the way now', async () => {
    const at = work(send, { ...options, answer: ({ app }) => (app === 'ios' ? accepted : throttled) });
    expect(await at.take([record('m', push('u1'))])).toEqual(['m']);
    const dark = work(send, {
      ...options,
      beside: at,
      secret: () => Promise.reject(new SecretsUnavailableError('down')),
    });
    expect(await dark.take([record('m', push('u1'), last)])).toEqual([]);
    expect(told(dark.letters)).toEqual(['exhausted | ios: 1 accepted; android: 1 deferred NOT_SENT']);
  });

  it('is of unknown outcome if an earlier try was, though the last one certainly was not carried out', async () => {
    const resend = { maxReceiveCount: 2, unknownOutcome: 'resend' as const };
    const at = work(send, { ...resend, answer: (_call, count) => (count === 1 ? unknown : throttled) });
    const body = push('u1', { apps: ['ios'] });
    expect(await at.take([record('m', body)])).toEqual(['m']);
    expect(await at.take([record('m', body, { ApproximateReceiveCount: '2' })])).toEqual([]);
    expect([at.calls.length, told(at.letters)]).toEqual([2, ['unknown-outcome | ios: 1 unknown INTERRUPTED']]);
  });

  it('is of unknown outcome while another attempt may be at it', async () => {
    const at = work(send, options);
    at.remembered.refuse(({ state }) => (state === 'sending' ? undefined : new Error('killed')));
    await at.take([record('m', push('u1', { apps: ['ios'] }))]);
    at.remembered.refuse(() => undefined);
    expect(await at.take([record('m', push('u1', { apps: ['ios'] }), last)])).toEqual([]);
    expect(told(at.letters)).toEqual(['unknown-outcome | ios: 1 deferred STILL_RUNNING']);
  });

  it.each<[string, Endpoint, unknown, string]>([
    ['a push', send, push('u1', { apps: ['ios'] }), 'unknown-outcome'],
    ['custom data', update, { apps: ['ios'], users: [{ id: 'u', update: { values: { 'u.a': 1 } } }] }, 'exhausted'],
  ])('that ends unknown under `resend`: %s', async (_what, endpoint, body, reason) => {
    const at = work(endpoint, { ...options, unknownOutcome: 'resend', answer: () => unknown });
    expect(await at.take([record('m', body, last)])).toEqual([]);
    expect(at.letters.map(({ attributes }) => attributes['reason'])).toEqual([reason]);
  });
});

describe('custom data that comes back', () => {
  const data = (value: string, more: object = {}) => ({
    users: [{ id: 'u1', update: { values: { 'u.plan': value } } }],
    ...more,
  });
  const said = (calls: readonly SentCall[], of: string) =>
    calls.filter(({ app }) => app === of).map(({ body }) => body[0].update.values['u.plan']);
  const again = { ApproximateReceiveCount: '2' };

  it('says an older word no second time where it was accepted, nor over a newer one', async () => {
    const at = work(update, {
      answer: ({ app, body }) => (app === 'android' && body.length > 0 ? throttled : accepted),
    });
    const older = record('older', data('free'), { SentTimestamp: '1' });
    const newer = record('newer', data('paid', { apps: ['ios'] }), { SentTimestamp: '2' });
    expect(await at.take([older, newer])).toEqual(['older']);
    const calm = work(update, { beside: at });
    expect(await calm.take([record('older', data('free'), { SentTimestamp: '1', ...again })])).toEqual([]);
    expect(said(at.calls, 'ios')).toEqual(['paid']);
    expect(said(calm.calls, 'ios')).toEqual([]);
    expect(said(calm.calls, 'android')).toEqual(['free']);
  });

  it('makes only the 10,000 places again that are still open', async () => {
    const users = Array.from({ length: 25_000 }, (_, index) => ({ id: `u${index}`, update: { values: { 'u.a': 1 } } }));
    const at = work(update, { answer: (_call, count) => (count === 2 ? throttled : accepted), concurrency: 1 });
    expect(await at.take([record('m', { users, apps: ['ios'] })])).toEqual(['m']);
    const calm = work(update, { beside: at });
    expect(await calm.take([record('m', { users, apps: ['ios'] }, again)])).toEqual([]);
    const accepts = [at.calls[0], ...calm.calls].flatMap((call) => call?.body.map(({ id }: { id: string }) => id));
    expect(new Set(accepts).size).toBe(25_000);
    expect(accepts).toHaveLength(25_000);
  });

  it('tells of every part in its letter, of those that were not made again too', async () => {
    const at = work(update, { answer: ({ app }) => (app === 'ios' ? rejected : throttled) });
    expect(await at.take([record('m', data('free'))])).toEqual(['m']);
    const calm = work(update, { beside: at });
    expect(await calm.take([record('m', data('free'), again)])).toEqual([]);
    expect(told(calm.letters)).toEqual(['rejected | ios: 1 rejected X; android: 1 accepted']);
    expect(calm.calls).toHaveLength(1);
  });

  it('is remembered for its message and body, whatever key it carries', async () => {
    const at = work(update, { answer: ({ app }) => (app === 'ios' ? accepted : throttled) });
    const named = data('free', { idempotency_key: 'k' });
    expect(await at.take([record('m1', named)])).toEqual(['m1']);
    const calm = work(update, { beside: at });
    await calm.take([record('m2', named, again), record('m1', data('other'), again)]);
    expect(said(calm.calls, 'ios')).toHaveLength(1);
    expect(calm.calls.map(({ app }) => app)).toEqual(['ios', 'android']);
  });

  it('costs no write as long as nothing goes back', async () => {
    const at = work(update);
    await at.take([record('m', data('free'))]);
    expect([at.remembered.writes, at.remembered.reads]).toEqual([[], []]);
  });
});

describe('an alias that is new in the secret', () => {
  it('is found there and not buried as invalid', async () => {
    let text = secretOf('ios:ios-key');
    const at = work(send, { secret: async () => text });
    await at.take([record('m1', push('u1'))]);
    text = secretOf('ios:ios-key', 'web:web-key');
    expect(await at.take([record('m2', push('u2', { apps: ['web'] }))])).toEqual([]);
    expect(at.calls.map(({ app }) => app)).toEqual(['ios', 'web']);
    expect(at.letters).toEqual([]);
  });

  it('sends none of the same batch to the app that has taken over its alias meanwhile', async () => {
    let text = secretOf('ios:ios-key', 'android:android-key');
    const at = work(send, { secret: async () => text });
    await at.take([record('m1', push('u1', { apps: ['ios'] }))]);
    text = secretOf('ios:android-key', 'android:ios-key', 'web:web-key');
    await at.take([
      record('m2', push('u2', { apps: ['ios'] })),
      record('m3', push('u3', { apps: ['web'], message: { body: 'other' } })),
    ]);
    expect(at.calls.map(({ app }) => app)).toEqual(['ios', 'ios', 'web']);
  });
});

describe('one odd message among good ones', () => {
  const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
  it.each<[string, unknown]>([
    ['140,000 numbers as ids', push('', { recipients: { custom_ids: Array.from({ length: 140_000 }, (_, n) => n) } })],
    [
      'a number that JSON can not carry',
      JSON.stringify(push('u', { extra: {} })).replace('"extra":{}', '"extra":{"__proto__":1e999}'),
    ],
    ['deep nesting', JSON.stringify(push('u', { extra: {} })).replace('"extra":{}', `"extra":${deep}`)],
    ['a rounded number', push('u', { custom_payload: { id: Number('653247040368672768') } })],
    ['bytes that were no UTF-8', push('u\ufffd1')],
    ['a body that is a list', [push('u')]],
    ['null', null],
  ])('is its own misfortune: %s', async (_what, odd) => {
    const { take, calls, letters } = work(send);
    expect(await take([record('odd', odd), record('good', push('u1'))])).toEqual([]);
    expect(calls.map(({ body }) => body.recipients.custom_ids)).toEqual([['u1'], ['u1']]);
    expect(letters.map(({ attributes }) => [attributes['source'], attributes['reason']])).toEqual([['odd', 'invalid']]);
  });

  it('is its own misfortune even if it makes something throw that nobody thought of', async () => {
    const odd: Endpoint = {
      ...send,
      plan(requests, isOpen) {
        if (requests.some((request) => JSON.stringify(request).includes('odd'))) throw new Error('a defect');
        return send.plan(requests, isOpen);
      },
    };
    const { take, calls } = work(odd);
    expect(await take([record('m1', push('odd')), record('m2', push('u1'))])).toEqual(['m1']);
    expect(calls.map(({ body }) => body.recipients.custom_ids)).toEqual([['u1'], ['u1']]);
  });

  it('is taken if there is but a byte order mark before it', async () => {
    const { take, calls } = work(send);
    expect(await take([record('m', `\ufeff${JSON.stringify(push('u1'))}`)])).toEqual([]);
    expect(calls).toHaveLength(2);
  });
});

it('always fits a dead letter into what its queue takes more than the one it came from', async () => {
  const { take, letters } = work(send);
  const name = '\u4e2d'.repeat(255);
  const faults = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`\u4e2d${index}`, 1]));
  await take([record('m', { ...push('u'), ...faults, idempotency_key: name })]);
  const bytes = Object.entries(letters[0]?.attributes ?? {}).map(([key, value]) =>
    Buffer.byteLength(`${key}String${value}`),
  );
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(4_096);
});

describe('a 429, or keys refused twice,', () => {
  it.each<[string, Outcome]>([
    ['a pause that Batch asks for', { ...throttled, retryAfterMs: 60_000 }],
    ['keys that Batch refused after they were read anew', { status: 'deferred', by: 'keys', error }],
  ])('holds back the later messages of one name too: %s', async (_what, outcome) => {
    const { take, calls } = work(send, { answer: () => outcome, concurrency: 1 });
    const named = Array.from({ length: 20 }, (_, index) =>
      record(`m${index}`, push('u1', { idempotency_key: 'k', apps: ['ios'] })),
    );
    expect(await take(named)).toHaveLength(20);
    expect(calls.length).toBeLessThanOrEqual(2);
  });
});

describe('a batch in which the secret turns out to be another', () => {
  it('is planned in one secret, so that each part goes to its own key', async () => {
    let text = secretOf('ios:A-key', 'android:B-key');
    let isDown = true;
    const at = work(send, {
      secret: async () => text,
      answer: ({ app }) => (app === 'B' && isDown ? throttled : accepted),
    });
    await at.take([record('warm', push('w', { apps: ['ios'] }))]);
    text = secretOf('ios:B-key', 'android:A-key', 'tv:C-key');
    at.clock.advance(1_000);
    await at.take([record('m1', push('u1')), record('m2', push('u2', { apps: ['tv'] }))]);
    isDown = false;
    at.clock.advance(100_000);
    await at.take([record('m1', push('u1'), { ApproximateReceiveCount: '2' })]);
    expect(at.letters).toEqual([]);
    const ofFirst = at.calls.filter(({ body }) => body.recipients.custom_ids[0] === 'u1').map(({ app }) => app);
    expect(ofFirst).toEqual(['A', 'B', 'B']);
  });

  it('sends to no app a second time when keys are read anew in the middle of it', async () => {
    let text = secretOf('ios:A-key', 'android:B-key');
    const refused: Outcome = { status: 'deferred', by: 'keys', error, httpStatus: 401 };
    const at = work(send, { secret: async () => text, answer: (_call, count) => (count <= 2 ? refused : accepted) });
    await at.tools.credentials.get(1_000);
    text = secretOf('ios:B-key');
    await at.take([record('m1', push('u1'))]);
    expect(at.calls.map(({ app }) => app)).toEqual(['A', 'B', 'B']);
  });

  it('sends a part to its key, which an older copy of the secret does not have', async () => {
    const current = secretOf('ios:C-key', 'legacy:A-key');
    const first = work(send, { secret: async () => current, answer: () => throttled });
    let text = secretOf('ios:A-key');
    const second = work(send, { beside: first, secret: async () => text });
    await second.tools.credentials.get(1_000);
    text = current;
    const body = push('u1', { apps: ['ios'] });
    await first.take([record('m', body)]);
    first.clock.advance(AFTER_ITS_OWNER_MS);
    await second.take([record('m', body, { ApproximateReceiveCount: '2' })]);
    expect(second.calls.map(({ app }) => app)).toEqual(['C']);
  });
});

describe('custom data whose progress is not known', () => {
  const data = (value: string, more: object = {}) => ({
    users: [{ id: 'u1', update: { values: { 'u.plan': value } } }],
    ...more,
  });
  const said = (calls: readonly SentCall[]) =>
    calls
      .filter(({ app }) => app === 'ios')
      .flatMap(({ body }) => body)
      .filter(({ id }) => id === 'u1')
      .map(({ update: { values } }) => values['u.plan']);
  const again = { ApproximateReceiveCount: '2' };

  it('waits, and its neighbours don’t, while the ledger can not be read', async () => {
    let isDown = true;
    const at = work(update, { answer: ({ app }) => (app === 'android' && isDown ? throttled : accepted) });
    await at.take([record('old', data('free'))]);
    await at.take([record('new', data('paid', { apps: ['ios'] }))]);
    isDown = false;
    at.tools.ledger = { ...at.remembered.ledger, read: () => Promise.reject(new Error('throttled')) };
    const third = record('third', { users: [{ id: 'u3', update: { values: { 'u.plan': 'x' } } }] });
    expect(await at.take([record('old', data('free'), again), third])).toEqual(['old']);
    expect(said(at.calls)).toEqual(['free', 'paid']);
  });

  it('is noted of a dead message too, since it comes back if it can not be buried', async () => {
    let buries = false;
    const at = work(update, { buries: () => buries, answer: ({ app }) => (app === 'ios' ? accepted : rejected) });
    expect(await at.take([record('old', data('free'))])).toEqual(['old']);
    await at.take([record('new', data('paid', { apps: ['ios'] }))]);
    buries = true;
    await at.take([record('old', data('free'), again)]);
    expect(said(at.calls)).toEqual(['free', 'paid']);
  });
});

describe('a last letter', () => {
  const options = { maxReceiveCount: 2 };
  const last = { ApproximateReceiveCount: '2' };

  it('says what was sent although an alias can not be looked for just now', async () => {
    const first = work(send, {
      secret: async () => secretOf('ios:I-key', 'tv:T-key'),
      answer: ({ app }) => (app === 'I' ? accepted : throttled),
    });
    let isDown = false;
    const second = work(send, {
      ...options,
      beside: first,
      secret: async () => {
        if (isDown) throw new SecretsUnavailableError('down');
        return secretOf('ios:I-key');
      },
    });
    await second.tools.credentials.get(1_000);
    isDown = true;
    const body = push('u1', { apps: ['ios', 'tv'] });
    await first.take([record('m', body)]);
    first.clock.advance(AFTER_ITS_OWNER_MS);
    await second.take([record('m', body, last)]);
    expect(told(second.letters)).toEqual(['exhausted | ios: 1 accepted; tv: 1 deferred APP_REMOVED']);
  });

  it('says what Batch refused of custom data although the keys are out of reach', async () => {
    const at = work(update, { ...options, answer: ({ app }) => (app === 'ios' ? rejected : throttled) });
    const body = { users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }] };
    await at.take([record('m', body)]);
    const dark = work(update, {
      ...options,
      beside: at,
      secret: () => Promise.reject(new SecretsUnavailableError('down')),
    });
    await dark.take([record('m', body, last)]);
    expect(told(dark.letters)).toEqual(['rejected | ios: 1 rejected X; android: 1 deferred NOT_SENT']);
  });
});

describe('a person’s word', () => {
  const body = push('u1', { apps: ['ios'] });
  const again = { ApproximateReceiveCount: '2' };

  it('is not used up by a try that was certainly not carried out', async () => {
    let how: Outcome = unknown;
    const at = work(send, { unknownOutcome: 'resend', answer: () => how });
    for (let count = 1; at.letters.length === 0; count += 1) {
      await at.take([record('m', body, { ApproximateReceiveCount: `${count}` })]);
      at.clock.advance(1_000_000);
    }
    expect(at.calls).toHaveLength(3);
    const messageAttributes = { ...at.letters[0]?.attributes, 'unknown-outcome': 'resend' };
    how = throttled;
    expect(await at.take([record('n', body, { messageAttributes })])).toEqual(['n']);
    how = accepted;
    at.clock.advance(1_000_000);
    expect(await at.take([record('n', body, { ...again, messageAttributes })])).toEqual([]);
    expect([at.letters.length, at.calls.length]).toEqual([1, 5]);
  });

  it('has what Batch refused tried again once, however often its message comes back', async () => {
    const at = work(send, { answer: ({ app }) => (app === 'ios' ? rejected : throttled) });
    await at.take([record('m', push('u1'))]);
    const messageAttributes = { idempotency_key: 'm', 'rejected-outcome': 'retry' };
    for (const count of [1, 2, 3]) {
      at.clock.advance(100_000);
      expect(
        await at.take([record('n', push('u1'), { messageAttributes, ApproximateReceiveCount: `${count}` })]),
      ).toEqual(['n']);
    }
    expect(at.calls.filter(({ app }) => app === 'ios')).toHaveLength(2);
  });
});

it('takes a message that comes back for too old when it may be forgotten, since it was sent under a shorter setting', async () => {
  const at = work(send, { answer: ({ app }) => (app === 'ios' ? accepted : unknown) });
  at.clock.advance(DAY_MS);
  await at.take([record('m', push('u1'), { SentTimestamp: `${DAY_MS}` })]);
  const [letter] = at.letters;
  at.clock.advance(10 * DAY_MS);
  at.tools.ledgerTtlMs = 30 * DAY_MS;
  const messageAttributes = { ...letter?.attributes };
  await at.take([record('n', letter?.body, { SentTimestamp: `${11 * DAY_MS}`, messageAttributes })]);
  expect(at.calls).toHaveLength(2);
  expect(at.letters.map(({ attributes: { reason } }) => reason)).toEqual(['unknown-outcome', 'too-old']);
});

it('names an event whose id is no name by its message', async () => {
  const at = work(send, { answer: () => rejected });
  await at.take([record('m', { id: 'a\u0001b', 'detail-type': 'Batch Transactional Send', detail: push('u1') })]);
  expect(at.letters[0]?.attributes['idempotency_key']).toBe('m');
});
