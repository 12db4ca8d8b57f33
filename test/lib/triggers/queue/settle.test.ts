import { describe, expect, it } from 'vitest';
import { readRecords } from '../../../../lib/triggers/queue/record.ts';
import { type SettlingTools, settle } from '../../../../lib/triggers/queue/settle.ts';
import { type Fate, invalid } from '../../../../lib/triggers/queue/triage.ts';
import { fakeClock } from '../../../support/clock.ts';
import { keptLog } from '../../../support/kept-log.ts';
import { record } from '../../../support/work.ts';

const DEAD_LETTERS = 'https://sqs.eu-west-1.amazonaws.com/000000000000/pushes-dead-letters';
const back: Fate = { kind: 'deferred', delaySeconds: 30 };

/** Settles messages `m0`, `m1` … of these fates; answers what the queues were told, what was logged, and what became of them. */
async function settled(
  fates: readonly Fate[],
  tools: Partial<SettlingTools> = {},
  eventSourceARN: string | undefined = 'arn:aws:sqs:eu-west-1:000000000000:pushes',
) {
  const { log, of } = keptLog();
  const delays: unknown[][] = [];
  const letters: unknown[][] = [];
  const queues = {
    async delay(url: string, delayed: unknown) {
      delays.push([url, delayed]);
    },
    async send(url: string, message: unknown) {
      letters.push([url, message]);
      return 'id';
    },
  };
  const Records = fates.map((_, index) => ({ ...record(`m${index}`, '{}'), eventSourceARN }) as never);
  const messages = readRecords({ Records }, { name: 'transactional-send' }, 0);
  const endings = new Map(messages.map((message, index) => [message, { fate: fates[index] as Fate }]));
  const all = { queues, queueUrl: undefined, deadLetterQueueUrl: DEAD_LETTERS, clock: fakeClock(), ...tools };
  const ends = await settle(endings, {
    tools: all,
    deadline: { remainingMs: () => 60_000 },
    log,
    logContext: {} as never,
  });
  return {
    delays,
    letters,
    logged: of('fates'),
    failures: of('failure'),
    fates: [...ends.values()].map(({ fate }) => fate),
  };
}

describe('what goes back', () => {
  it('is put off on the queue that it came from, which stands beside its dead letters', async () => {
    const { delays } = await settled([{ kind: 'done' }, back]);
    const url = 'https://sqs.eu-west-1.amazonaws.com/000000000000/pushes';
    expect(delays).toEqual([[url, [expect.objectContaining({ receiptHandle: 'm1', delaySeconds: 30 })]]]);
  });

  it('is put off on the queue of the settings, if that is told', async () => {
    const { delays } = await settled([back], { queueUrl: 'http://localhost/own' });
    expect(delays.map(([url]) => url)).toEqual(['http://localhost/own']);
  });

  it('comes back when SQS likes, where nobody says which queue that is', async () => {
    expect((await settled([back], {}, '')).delays).toEqual([]);
    const { delays, fates } = await settled([{ kind: 'done' }]);
    expect([delays, fates]).toEqual([[], [{ kind: 'done' }]]);
  });
});

it('tells the log of each message, by its id, what became of it, which of a letter that can’t be buried is that it goes back', async () => {
  const dead = invalid([{ detail: 'x' }]);
  const error = new Error('The dead-letter queue is down.');
  const down = { send: () => Promise.reject(error), delay: async () => {} };
  const buried = await settled([{ kind: 'done' }, dead]);
  expect(buried.letters.map(([url]) => url)).toEqual([DEAD_LETTERS]);
  expect(buried.logged).toEqual([
    [
      [
        ['m0', { kind: 'done' }],
        ['m1', dead],
      ],
    ],
  ]);
  const kept = await settled([{ kind: 'done' }, dead], { queues: down });
  expect(kept.logged).toEqual([
    [
      [
        ['m0', { kind: 'done' }],
        ['m1', { kind: 'deferred', delaySeconds: 8 }],
      ],
    ],
  ]);
  expect(kept.fates).toEqual([{ kind: 'done' }, { kind: 'deferred', delaySeconds: 8 }]);
  expect(kept.failures).toEqual([[error]]);
});
