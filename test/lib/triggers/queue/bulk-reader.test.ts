import type { Context, SQSRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import { ConfigurationError } from '../../../../lib/errors.ts';
import { type BulkReaderTools, createBulkReaderTrigger } from '../../../../lib/triggers/queue/bulk-reader.ts';
import { fakeClock } from '../../../support/clock.ts';
import { keptLog } from '../../../support/kept-log.ts';
import { record } from '../../../support/work.ts';

const down = new Error('The table is down.');

/** Has the reader take messages while the table is down; answers what goes back, what the queues were told, and what was logged. */
async function take(records: readonly SQSRecord[], queues: Partial<BulkReaderTools['queues']> = {}) {
  const { log, told } = keptLog();
  const delayed: unknown[] = [];
  const letters: unknown[] = [];
  const tools = {
    bulks: { head: () => Promise.reject(down) },
    clock: fakeClock(),
    queues: {
      async delay(_: string, messages: readonly unknown[]) {
        delayed.push(...messages);
      },
      async send(_: string, { attributes }: { attributes?: object }) {
        letters.push(attributes);
        return 'id';
      },
      ...queues,
    },
    queueUrl: 'reader',
    deadLetterQueueUrl: 'dead-letters',
    maxReceiveCount: 5,
  } as unknown as BulkReaderTools;
  return { ...(await invoke(() => tools, records, log)), delayed, letters, logged: told };
}

async function invoke(
  makeTools: () => BulkReaderTools,
  records: readonly SQSRecord[],
  log: ReturnType<typeof keptLog>['log'],
) {
  const reader = createBulkReaderTrigger({ name: 'bulk-start' }, log, makeTools);
  const context = { awsRequestId: 'a', getRemainingTimeInMillis: () => 60_000 } as Context;
  const { batchItemFailures } = await reader({ Records: [...records] }, context);
  return { back: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

const LAST = { ApproximateReceiveCount: '5' };
const about = (more: Parameters<typeof record>[2] = {}) => record('m', { id: 'a-bulk-for-tests' }, more);

it('puts off what can’t be read just now, and logs why', async () => {
  expect(await take([about()])).toEqual({
    back: ['m'],
    delayed: [{ receiptHandle: 'm', delaySeconds: 8 }],
    letters: [],
    logged: [['failure', down]],
  });
});

it('puts aside what can’t be received again, although the bulk can’t be given up', async () => {
  const { back, delayed, letters, logged } = await take([about({ ...LAST, SentTimestamp: '7' })]);
  expect([back, delayed]).toEqual([[], []]);
  expect(letters).toEqual([
    {
      reason: 'exhausted',
      detail: 'went back each time; put back, it goes on where it was',
      source: 'm',
      since: '7',
    },
  ]);
  expect(logged).toEqual([
    ['failure', down],
    ['failure', down],
  ]);
});

it('puts aside what names no bulk, of which it quotes nothing', async () => {
  const { letters, logged } = await take([record('m', 'secret'), record('n', { id: 1 })]);
  expect(letters).toMatchObject([
    { reason: 'invalid', detail: 'names no bulk', source: 'm' },
    { reason: 'invalid', detail: 'names no bulk', source: 'n' },
  ]);
  expect(logged).toEqual([]);
});

it.each([
  ['at its first receive', {}, 8],
  ['at its last one', LAST, 120],
])('puts off what names no bulk and can’t be put aside, %s', async (_, more, delaySeconds) => {
  const { back, delayed } = await take([record('m', 'x', more)], { send: () => Promise.reject(down) });
  expect([back, delayed]).toEqual([['m'], [{ receiptHandle: 'm', delaySeconds }]]);
});

it('lets come back what can’t be put off, one by one', async () => {
  const { back, logged } = await take([about(), record('n', 'x')], { delay: () => Promise.reject(down) });
  expect(back).toEqual(['m']);
  expect(logged).toEqual([
    ['failure', down],
    ['failure', down],
  ]);
});

it('lets everything come back while it is not set up, and logs why', async () => {
  const { log, told } = keptLog();
  const error = new ConfigurationError('x');
  const { back } = await invoke(
    () => {
      throw error;
    },
    [about(), record('n', 'x')],
    log,
  );
  expect(back).toEqual(['m', 'n']);
  expect(told).toEqual([
    ['notReady', error],
    ['notReady', error],
  ]);
});

it('takes a message of which nothing but an id and a body is left', async () => {
  const { messageAttributes: _, ...bare } = about();
  expect((await take([bare as SQSRecord])).logged).toEqual([['failure', down]]);
});
