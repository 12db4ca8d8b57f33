import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createCredentials } from '../../../lib/aws/credentials.ts';
import type { Exchange } from '../../../lib/delivery/batch-client.ts';
import { Keys } from '../../../lib/delivery/keys.ts';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import { SecretsUnavailableError } from '../../../lib/errors.ts';
import { type DeliveringOptions, delivering } from '../../support/delivering.ts';
import { accepted, deferred, unknown } from '../../support/outcomes.ts';

const secretText = (restApiKey: string) => JSON.stringify({ restApiKey, apps: { ios: 'i', android: 'a' } });

interface Scene extends Omit<DeliveringOptions, 'answer' | 'keys'> {
  /** Outcomes of the exchanges in their order, or by what is sent. */
  readonly answers: readonly Outcome[] | ((exchange: Exchange, count: number) => Outcome);
  readonly calls?: number;
  /** What Secrets Manager says, each time it is asked. */
  readonly secrets?: readonly (string | Error)[];
}

async function play({ answers, calls = 1, secrets = [secretText('first'), secretText('second')], ...options }: Scene) {
  const sent: { at: number; exchange: Exchange }[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  let reads = 0;
  const credentials = createCredentials(
    async () => {
      const text = secrets[Math.min(reads++, secrets.length - 1)] as string | Error;
      if (typeof text !== 'string') throw text;
      return text;
    },
    { ttlMs: 300_000, now: () => 0 },
  );
  const keys = new Keys(await credentials.get(1), 'app', (refused) => credentials.replace(refused, 1));
  const { delivery, clock } = delivering({
    concurrency: 6,
    remainingMs: 28_500,
    ...options,
    keys,
    async answer(_body, before, exchange) {
      sent.push({ at: now(), exchange });
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      await setImmediate();
      atOnce -= 1;
      if (typeof answers === 'function') return answers(exchange, before + 1);
      return answers[Math.min(before, answers.length - 1)] as Outcome;
    },
  });
  const startedAt = clock.now();
  const now = () => clock.now() - startedAt;
  const delivered = await delivery.deliver(
    Array.from({ length: calls }, (_, index) => ({
      app: index % 2 ? 'android' : 'ios',
      items: 1,
      body: `${index}`,
      parts: [{ request: 0, chunk: index, items: 1 }],
    })),
  );
  const outcomes = delivered.map(({ outcome }) => outcome);
  return { delivered, outcomes, sent, now, slept: clock.slept, reads: () => reads, mostAtOnce };
}

describe('delivery', () => {
  it('answers in the order of the calls and keeps to the concurrency', async () => {
    const { delivered, mostAtOnce } = await play({ answers: [accepted], calls: 40, concurrency: 3 });
    expect(delivered.map(({ call }) => call.body)).toEqual(Array.from({ length: 40 }, (_, index) => `${index}`));
    expect(mostAtOnce).toBe(3);
  });

  it('never repeats a push whose outcome is unknown', async () => {
    const { outcomes, sent } = await play({ answers: [unknown, accepted] });
    expect(sent).toHaveLength(1);
    expect(outcomes).toEqual([unknown]);
  });

  it('repeats an unknown outcome of what is repeatable while time allows', async () => {
    const { outcomes, sent } = await play({ answers: [unknown, unknown, accepted], effect: 'repeatable' });
    expect(outcomes).toEqual([accepted]);
    expect(sent).toHaveLength(3);
  });

  it('tries an outage again, within a back-off of 10 s', async () => {
    const { outcomes, now, sent } = await play({ answers: [deferred('outage')] });
    expect(outcomes).toEqual([deferred('outage')]);
    expect(sent.length).toBeGreaterThan(3);
    expect(now()).toBeLessThanOrEqual(10_000);
  });

  it('waits at least 5 s after a 429', async () => {
    const { outcomes, sent } = await play({ answers: [deferred('throttled'), accepted] });
    expect(outcomes).toEqual([accepted]);
    expect((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
  });

  it('holds back every call after a 429 to one', async () => {
    const { outcomes, sent } = await play({
      answers: (_, count) => (count === 1 ? deferred('throttled') : accepted),
      calls: 5,
      concurrency: 1,
    });
    expect(outcomes.every(({ status }) => status === 'accepted')).toBe(true);
    expect(sent.slice(1).every(({ at }) => at >= 5_000)).toBe(true);
  });

  it('makes no call that had to wait for too long, and says when to come back', async () => {
    const throttled = { ...deferred('throttled'), retryAfterMs: 60_000 } as Outcome;
    const { delivered, sent } = await play({ answers: [throttled], calls: 2, concurrency: 1 });
    expect(sent).toHaveLength(1);
    expect(delivered[1]).toMatchObject({ exchanges: [], outcome: { by: 'throttled', retryAfterMs: 60_000 } });
  });

  it('never sleeps past the deadline', async () => {
    const { outcomes, slept, sent } = await play({ answers: [deferred('throttled')], remainingMs: 6_000 });
    expect(outcomes).toEqual([deferred('throttled')]);
    expect(sent).toHaveLength(1);
    expect(slept).toEqual([]);
  });

  it('starts no call that does not fit, and says that it was not sent', async () => {
    const { delivered, sent } = await play({ answers: [accepted], remainingMs: 999 });
    expect(sent).toEqual([]);
    expect(delivered).toMatchObject([
      { exchanges: [], outcome: { status: 'deferred', error: { name: 'NO_TIME_LEFT' } } },
    ]);
  });

  it('gives a call no more than the time that remains', async () => {
    const { sent } = await play({ answers: [accepted], remainingMs: 3_000 });
    expect(sent[0]?.exchange.timeoutMs).toBe(3_000);
  });

  it('reads refused keys anew once, whichever calls notice, and tries each call once more', async () => {
    const { outcomes, sent, reads } = await play({
      answers: ({ secret }) => (secret.restApiKey === 'first' ? deferred('keys') : accepted),
      calls: 20,
    });
    expect(outcomes.every(({ status }) => status === 'accepted')).toBe(true);
    expect(reads()).toBe(2);
    expect(sent.filter(({ exchange }) => exchange.secret.restApiKey === 'first')).toHaveLength(6);
  });

  it('reads refused keys no third time, and makes no further call once they were refused again', async () => {
    const { outcomes, reads, sent } = await play({ answers: [deferred('keys')], calls: 20 });
    expect(outcomes.every((outcome) => outcome.status === 'deferred' && outcome.by === 'keys')).toBe(true);
    expect(reads()).toBe(2);
    expect(sent).toHaveLength(6 * 2);
  });

  it('tries the same keys once more while Secrets Manager is down', async () => {
    const { sent } = await play({
      answers: [deferred('keys')],
      secrets: [secretText('first'), new SecretsUnavailableError('down')],
    });
    expect(sent.map(({ exchange }) => exchange.secret.restApiKey)).toEqual(['first', 'first']);
  });

  it('says why there are no other keys', async () => {
    const { delivered, outcomes, sent } = await play({
      answers: [deferred('keys')],
      secrets: [secretText('first'), '{}'],
    });
    expect(outcomes).toMatchObject([{ by: 'keys', error: { detail: expect.stringContaining('The secret must be') } }]);
    expect(delivered[0]?.exchanges.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(sent).toHaveLength(1);
  });

  it('sends nothing for an app that the new secret no longer has', async () => {
    const { outcomes } = await play({
      answers: [deferred('keys')],
      secrets: [secretText('first'), '{"restApiKey":"second","apps":{"other":"o"}}'],
    });
    expect(outcomes).toMatchObject([{ status: 'deferred', by: 'configuration', error: { name: 'APP_REMOVED' } }]);
  });

  it('starts no more pushes after three of unknown outcome, and says when to come back', async () => {
    const { outcomes, sent } = await play({ answers: [unknown], calls: 20, concurrency: 1 });
    expect(sent).toHaveLength(3);
    expect(outcomes.at(-1)).toMatchObject({
      status: 'deferred',
      error: { name: 'BATCH_UNREACHABLE' },
      retryAfterMs: 10_000,
    });
  });

  it('goes on with what may be repeated, however often its outcome is unknown', async () => {
    const { sent } = await play({
      answers: [unknown],
      calls: 5,
      concurrency: 1,
      effect: 'repeatable',
      trigger: 'queue',
    });
    expect(sent).toHaveLength(10);
  });

  it('keeps how Batch answered when an error of ours follows', async () => {
    const broken = { message: 'a defect' } as unknown as Error;
    const { delivered } = await play({ answers: [deferred('keys')], secrets: [secretText('first'), broken] });
    expect(delivered).toMatchObject([{ outcome: { status: 'deferred', by: 'keys' } }]);
  });
});
