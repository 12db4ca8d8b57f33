import { describe, expect, it } from 'vitest';
import type { OutgoingEvent } from '../../../../lib/aws/event-bus.ts';
import { MS_PER_DAY } from '../../../../lib/clock.ts';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { accepted, outage, throttled, unknown } from '../../../support/outcomes.ts';
import { record, type SentCall, work } from '../../../support/work.ts';

const send = transactionalSend as Endpoint;
const update = customDataUpdate as Endpoint;

const push = (more: object = {}) => ({
  apps: ['ios', 'android'],
  group_id: 'g',
  recipients: { custom_ids: ['u1'] },
  message: { body: 'b' },
  ...more,
});
const data = (more: object = {}) => ({ users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }], ...more });
/** As early as can be: 0 is no time. */
const SENT = { SentTimestamp: '1' };
const AGAIN = { ApproximateReceiveCount: '2' };
const LAST = { ApproximateReceiveCount: '3' };
const LEDGER_DOWN = new Error('The ledger is down.');
/** For a call. */
const TOO_LITTLE_MS = 1_000;
const SECRET_DOWN = new Error('Secrets Manager is down.');

/** A queue from which a message is received three times at most, and all that it tells others. */
function begin(
  endpoint: Endpoint,
  answer: (call: SentCall, count: number) => Outcome = () => accepted,
  remainingMs = 60_000,
) {
  const queue = work(endpoint, { answer, maxReceiveCount: 3, remainingMs });
  const { tools, remembered } = queue;
  const told: OutgoingEvent[] = [];
  const noted: string[] = [];
  const ledger = {
    ...remembered.ledger,
    note(...asked: Parameters<typeof remembered.ledger.note>) {
      noted.push(asked[0].place);
      return remembered.ledger.note(...asked);
    },
  };
  const { credentials } = tools;
  Object.assign(tools, {
    ledger,
    outcomeEvents: {
      async put(events: readonly OutgoingEvent[]) {
        told.push(...events);
        return { failed: 0 };
      },
    },
  });
  return {
    ...queue,
    /** Where something was noted, without a claim. */
    noted,
    details: () => told.map(({ detail }) => detail),
    letter: () => queue.letters.map(({ attributes: { reason, detail } }) => `${reason}: ${detail}`).join(),
    secretGoes: (isDown: boolean) => {
      tools.credentials = isDown ? { ...credentials, get: () => Promise.reject(SECRET_DOWN) } : credentials;
    },
    ledgerGoes: (isDown: boolean) => {
      tools.ledger = isDown ? { ...ledger, read: () => Promise.reject(LEDGER_DOWN) } : ledger;
    },
  };
}

const EXHAUSTED = 'exhausted: went back each time; nothing is known to have been sent';
const TOO_OLD = 'too-old: the ledger may have forgotten what was sent of it';

describe('a message that nothing can be tried of, at its last receive', () => {
  it('is told of as the ledger knows it', async () => {
    const { take, secretGoes, letter, details } = begin(send, ({ app }) => (app === 'ios' ? accepted : outage));
    expect(await take([record('m', push())])).toEqual(['m']);
    secretGoes(true);
    expect(await take([record('m', push(), LAST)])).toEqual([]);
    expect(letter()).toBe('exhausted: ios: 1 accepted; android: 1 deferred NOT_SENT');
    expect(details()).toMatchObject([{ status: 'deferred', reason: 'exhausted' }]);
  });

  it('is done if the ledger knows that all of it was', async () => {
    const { take, secretGoes, letters } = begin(send);
    await take([record('m', push())]);
    secretGoes(true);
    expect(await take([record('m', push(), LAST)])).toEqual([]);
    expect(letters).toEqual([]);
  });

  it('is given up if the ledger knows nothing of it', async () => {
    const { take, secretGoes, letter, details, logged } = begin(send);
    secretGoes(true);
    expect(await take([record('m', push(), LAST)])).toEqual([]);
    expect(letter()).toBe(EXHAUSTED);
    expect(details()).toEqual([
      { capability: 'transactional-send', key: 'm', status: 'deferred', reason: 'exhausted', results: [] },
    ]);
    expect(logged()).toEqual([['failure', SECRET_DOWN]]);
  });

  it('is given up if its name is another request’s, and nothing is told of that', async () => {
    const { take, secretGoes, letter } = begin(send);
    await take([record('m', push({ idempotency_key: 'k' }))]);
    secretGoes(true);
    await take([record('n', push({ idempotency_key: 'k', group_id: 'other' }), LAST)]);
    expect(letter()).toBe(EXHAUSTED);
  });

  it('is given up if the ledger can’t be asked either', async () => {
    const { take, secretGoes, ledgerGoes, letter, logged } = begin(send);
    secretGoes(true);
    ledgerGoes(true);
    expect(await take([record('m', push(), LAST)])).toEqual([]);
    expect(letter()).toBe(EXHAUSTED);
    expect(logged()).toEqual([
      ['failure', SECRET_DOWN],
      ['failure', LEDGER_DOWN],
    ]);
  });

  it.each([
    ['invalid, and says why', { nonsense: 1 }, 'now', /^invalid: .*\/group_id/],
    ['too old, if it is', push(), 'eight days ago', /^too-old: the ledger may have forgotten/],
    ['given up, if it is a dry run', push({ dry_run: true }), 'now', /^exhausted/],
  ])('is %s', async (_, body, sent, told) => {
    const { take, clock, secretGoes, letter, logged } = begin(send);
    clock.advance(8 * MS_PER_DAY);
    secretGoes(true);
    const at = sent === 'now' ? { SentTimestamp: `${clock.now()}` } : SENT;
    expect(await take([record('m', body, { ...LAST, ...at })])).toEqual([]);
    expect(letter()).toMatch(told);
    expect(logged()).toEqual([['failure', SECRET_DOWN]]);
  });

  it('goes back before that, whatever is the matter with it', async () => {
    const { take, secretGoes, letters } = begin(send);
    secretGoes(true);
    expect(await take([record('m', { nonsense: 1 }, AGAIN)])).toEqual(['m']);
    expect(letters).toEqual([]);
  });
});

describe('what may be repeated, and of which the ledger can’t say what is done', () => {
  it('goes back unsent, and is given up at its last receive', async () => {
    const { take, ledgerGoes, calls, letter } = begin(update);
    ledgerGoes(true);
    expect(await take([record('m', data(), AGAIN)])).toEqual(['m']);
    expect(await take([record('m', data(), LAST)])).toEqual([]);
    expect(calls).toEqual([]);
    expect(letter()).toBe(EXHAUSTED);
  });
});

describe('a push of which an earlier try was left open, at its last receive', () => {
  it.each<[string, Outcome, string]>([
    ['is told of as that left it, if the last one was certainly not made', outage, 'android: 1 unknown INTERRUPTED'],
    ['is done if the last one was accepted', accepted, ''],
  ])('%s', async (_, lastOutcome, told) => {
    const outcomes = [accepted, unknown, lastOutcome];
    const { take, tools, letter } = begin(send, (_call, count) => outcomes[count - 1] as Outcome);
    tools.unknownOutcome = 'resend';
    expect(await take([record('m', push())])).toEqual(['m']);
    expect(await take([record('m', push(), LAST)])).toEqual([]);
    expect(letter()).toBe(told && `unknown-outcome: ios: 1 accepted; ${told}`);
  });
});

describe('of what goes back there is noted', () => {
  it('nothing besides the claims, if there are any', async () => {
    // After the first 429 nothing else is claimed.
    const { take, noted, calls, tools } = begin(send, () => throttled);
    tools.concurrency = 1;
    expect(await take([record('m', push())])).toEqual(['m']);
    expect([calls.length, noted]).toEqual([1, []]);
  });

  it('nothing, if another has claimed it', async () => {
    const { take, noted, remembered } = begin(send);
    remembered.refuse(({ state }) => (state === 'sending' ? undefined : new Error('killed')));
    const named = push({ apps: ['ios'], idempotency_key: 'k' });
    await take([record('m', named)]);
    expect(await take([record('n', named)])).toEqual(['n']);
    expect(noted).toEqual([]);
  });

  it('which apps it is for, if there was no time to claim anything', async () => {
    const { take, noted } = begin(send, undefined, TOO_LITTLE_MS);
    expect([await take([record('m', push())]), noted]).toEqual([['m'], ['first']]);
  });

  it('nothing, while the ledger can’t say what it knows', async () => {
    const { take, noted, ledgerGoes } = begin(send, undefined, TOO_LITTLE_MS);
    ledgerGoes(true);
    expect([await take([record('m', push(), AGAIN)]), noted]).toEqual([['m'], []]);
  });

  it('what is done of it, if it may be repeated, and where nothing can be noted, nothing', async () => {
    const answer = ({ app }: SentCall) => (app === 'ios' ? accepted : outage);
    const { take, noted, tools, logged } = begin(update, answer);
    expect(await take([record('m', data())])).toEqual(['m']);
    expect(noted.map((place) => place.split('#')[1] ?? place)).toEqual(['first', '0']);
    tools.ledger = undefined;
    expect(await take([record('n', data())])).toEqual(['n']);
    expect(logged()).toEqual([]);
  });

  it('nothing of what is done', async () => {
    const { take, noted, remembered } = begin(update);
    expect(await take([record('m', data())])).toEqual([]);
    expect([noted, remembered.writes]).toEqual([[], []]);
  });

  it('as much as can be; what can’t is logged, and it goes back all the same', async () => {
    const { take, remembered, logged } = begin(update, () => outage);
    const error = new Error('The ledger is down.');
    remembered.refuse(() => error);
    expect(await take([record('m', data())])).toEqual(['m']);
    expect(logged()).toEqual([['failure', error]]);
  });
});

describe('under a `LEDGER_TTL_DAYS` that was raised since, a push that comes back', () => {
  const EIGHT_DAYS = 8 * MS_PER_DAY;

  /** It was sent at the beginning, and received first on the sixth day, when Batch answered so; then never until the time is `at`. */
  async function returning(first: (call: SentCall) => Outcome, at: number, more: Parameters<typeof record>[2] = {}) {
    const queue = begin(send, (call) => (call.at < 7 * MS_PER_DAY ? first(call) : accepted));
    queue.tools.ledgerTtlMs = 30 * MS_PER_DAY;
    // After a first 429 nothing else is claimed.
    queue.tools.concurrency = 1;
    queue.clock.advance(6 * MS_PER_DAY);
    await queue.take([record('m', push(), SENT)]);
    queue.clock.advance(at - queue.clock.now());
    const before = queue.calls.length;
    await queue.take([record('m', push(), { ...SENT, ...AGAIN, ...more })]);
    return { letter: queue.letter(), calls: queue.calls.slice(before).map(({ app }) => app) };
  }

  it('is sent if the ledger knows each part of it', async () => {
    expect(await returning(() => outage, EIGHT_DAYS)).toEqual({ letter: '', calls: ['ios', 'android'] });
  });

  it('is not if it knows some, and they are told of', async () => {
    const told = 'too-old: ios: 1 deferred NOT_SENT; android: 1 deferred NOT_SENT';
    expect(await returning(() => throttled, EIGHT_DAYS)).toEqual({ letter: told, calls: [] });
  });

  it('is sent all the same if a person wants it', async () => {
    const messageAttributes = { 'unknown-outcome': 'resend' };
    const sent = { letter: '', calls: ['ios', 'android'] };
    expect(await returning(() => throttled, EIGHT_DAYS, { messageAttributes })).toEqual(sent);
  });

  it.each([
    [
      'is sent if it is no older than the least that the ledger keeps anything',
      7 * MS_PER_DAY,
      AGAIN,
      ['ios', 'android'],
      '',
    ],
    ['is not if it is older, and nothing is known', 7 * MS_PER_DAY + 1, AGAIN, [], TOO_OLD],
    ['is sent if it is older, but the first time', 7 * MS_PER_DAY + 1, {}, ['ios', 'android'], ''],
  ])('%s', async (_, at, more, sent, told) => {
    const { take, clock, tools, calls, letter } = begin(send);
    tools.ledgerTtlMs = 30 * MS_PER_DAY;
    clock.advance(1 + at);
    await take([record('m', push(), { ...SENT, ...more })]);
    expect([calls.map(({ app }) => app), letter()]).toEqual([sent, told]);
  });

  it('is sent if it may be repeated', async () => {
    const { take, clock, calls } = begin(update);
    clock.advance(EIGHT_DAYS);
    await take([record('m', data(), { ...SENT, ...AGAIN })]);
    expect(calls).toHaveLength(2);
  });
});

describe('two messages of one name in a batch', () => {
  it('travel together if they may be repeated, for which a name says nothing', async () => {
    const { take, calls } = begin(update);
    await take([
      record('m', data({ idempotency_key: 'k' })),
      record('n', { users: [{ id: 'u2', update: { values: { 'u.a': 1 } } }], idempotency_key: 'k' }),
    ]);
    expect(calls.map(({ body }) => body.length)).toEqual([2, 2]);
  });
});

it('a name that belongs to another request is at fault at the second receive as at the first', async () => {
  const { take, letters } = begin(send);
  const other = push({ idempotency_key: 'k', group_id: 'other' });
  await take([record('m', push({ idempotency_key: 'k' })), record('n', other)]);
  await take([record('o', other, AGAIN)]);
  expect(letters.map(({ attributes: { detail, source } }) => [source, detail])).toEqual([
    ['n', '/idempotency_key belongs to another request'],
    ['o', '/idempotency_key belongs to another request'],
  ]);
});

it('a dry run is done, and nothing else', async () => {
  const { take, fates } = begin(send);
  await take([record('m', push({ dry_run: true }))]);
  expect(fates().get('m')).toEqual({ kind: 'done' });
});
