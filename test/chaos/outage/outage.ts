import type { Context, SQSEvent } from 'aws-lambda';
import { createCredentials } from '../../../lib/aws/credentials.ts';
import type { Queues } from '../../../lib/aws/queues.ts';
import type { BatchClient } from '../../../lib/delivery/batch-client.ts';
import { createBreaker } from '../../../lib/delivery/breaker.ts';
import { readAnswer } from '../../../lib/delivery/outcome.ts';
import { transactionalSend } from '../../../lib/endpoints/v1/transactional-send.ts';
import { createClaims } from '../../../lib/ledger/claims.ts';
import { createLedger } from '../../../lib/ledger/ledger.ts';
import { createQueueTrigger, type QueueHandler } from '../../../lib/triggers/queue/queue.ts';
import { createTable } from '../../support/table.ts';
import { createVirtualTime, type VirtualTime } from '../../support/virtual-time.ts';
import { silent } from '../../support/work.ts';
import { createDice } from '../random.ts';
import { MAX_RECEIVE_COUNT, Queue } from './queue.ts';

const HOUR_MS = 3_600_000;
const LEDGER_TTL_MS = 7 * 24 * HOUR_MS;

/** As many as `maximumConcurrency` lets run at once. */
const SANDBOXES = 5;

/** Time that Lambda gives an invocation. */
const TIMEOUT_MS = 60_000;

/** How long messages are waited for at the least: `maximumBatchingWindow`. */
const WINDOW_MS = 1_000;

/** What Batch takes for an answer, and what stands before it for a 502. */
const ANSWER_MS = 250;
const BAD_GATEWAY_MS = 1_000;

export interface OutageOptions {
  readonly pushes: number;
  readonly hours: number;
  readonly policy: 'park' | 'resend';
}

/** What came of an outage. */
export interface Outage {
  readonly pushes: number;
  /** Dead letters by their reason; `moved by SQS` for those that SQS took away itself. */
  readonly letters: ReadonlyMap<string, number>;
  /** Pushes that Batch accepted, and those that it accepted more than once. */
  readonly sent: number;
  readonly twice: number;
  /** Calls made, and of these the ones that ended in a 502. */
  readonly calls: number;
  readonly badGateways: number;
  /** How often one push at most was sent without anybody knowing how that ended. */
  readonly mostUnknown: number;
  /** Hours from the outage's end until the queue was empty. */
  readonly hoursToDrain: number;
}

/** Batch answers 502 for some hours, while different pushes wait on a queue that five sandboxes work through. */
export async function playOutage({ pushes, hours, policy }: OutageOptions): Promise<Outage> {
  const time = createVirtualTime(0);
  const queue = new Queue(time.now);
  const batch = createBatch(time, hours * HOUR_MS);
  const letters = new Map<string, number>();
  const table = createTable();
  for (let push = 0; push < pushes; push++) queue.send(`m${push}`, bodyOf(push));

  const queues: Queues = {
    async send(_url, { attributes = {} }) {
      const { reason = '' } = attributes;
      letters.set(reason, (letters.get(reason) ?? 0) + 1);
      return 'letter';
    },
    delay: async (_url, messages) => queue.delay(messages),
  };
  const sandboxes = Array.from({ length: SANDBOXES }, (_, sandbox) => {
    const handler = createQueueTrigger(transactionalSend, silent, () => tools);
    const dice = createDice('outage', sandbox);
    const tools = {
      client: batch.client,
      queues,
      clock: { ...time, random: () => dice.roll(1_000) / 1_000 },
      credentials: createCredentials(async () => SECRET, { ttlMs: 300_000, now: time.now }),
      timeoutMs: 10_000,
      concurrency: 6,
      trigger: 'queue' as const,
      allowLiveCampaigns: false,
      queueUrl: 'http://localhost/pushes',
      deadLetterQueueUrl: 'http://localhost/dead-letters',
      unknownOutcome: policy,
      claims: createClaims,
      ledger: createLedger('ledger', { ttlMs: LEDGER_TTL_MS, now: time.now, makeClient: () => table }),
      ledgerTtlMs: LEDGER_TTL_MS,
      maxReceiveCount: MAX_RECEIVE_COUNT,
      breaker: createBreaker(time.now),
    };
    return workThrough(queue, handler, time);
  });
  await time.run(Promise.all(sandboxes));

  if (queue.moved > 0) letters.set('moved by SQS', queue.moved);
  return { pushes, letters, ...batch.figures(), hoursToDrain: time.now() / HOUR_MS - hours };
}

const SECRET = JSON.stringify({ restApiKey: 'rest-key', apps: { ios: 'ios-key' } });

/** No two are alike, so that each needs a call of its own. */
function bodyOf(push: number): string {
  return JSON.stringify({
    group_id: 'orders',
    recipients: { custom_ids: [`u${push}`] },
    message: { body: `order ${push} has left` },
  });
}

/** One sandbox, as Lambda polls for it: one invocation at a time, for as long as there are messages. */
async function workThrough(queue: Queue, handler: QueueHandler, time: VirtualTime): Promise<void> {
  while (!queue.isEmpty) {
    const records = queue.receive();
    if (records.length === 0) {
      await time.sleep(Math.max(WINDOW_MS, queue.visibleInMs));
      continue;
    }
    const endsAt = time.now() + TIMEOUT_MS;
    const context = { getRemainingTimeInMillis: () => endsAt - time.now() } as Context;
    const { batchItemFailures } = await handler({ Records: records } as SQSEvent, context);
    const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId } of records) if (!back.has(messageId)) queue.delete(messageId);
  }
}

/** Batch behind a gateway that answers 502 until a time. */
function createBatch(time: VirtualTime, downUntil: number) {
  const accepted = new Map<string, number>();
  const unknown = new Map<string, number>();
  const count = (counts: Map<string, number>, body: string) => counts.set(body, (counts.get(body) ?? 0) + 1);
  const total = (counts: Map<string, number>) => [...counts.values()].reduce((sum, one) => sum + one, 0);
  const client: BatchClient = {
    async call({ endpoint, body }) {
      const isDown = time.now() < downUntil;
      await time.sleep(isDown ? BAD_GATEWAY_MS : ANSWER_MS);
      count(isDown ? unknown : accepted, body);
      const answer = isDown ? { status: 502, body: 'Bad Gateway' } : { status: 201, body: '{"token": "token"}' };
      return readAnswer(answer, endpoint, time.now());
    },
  };
  return {
    client,
    figures: () => ({
      sent: accepted.size,
      twice: [...accepted.values()].filter((times) => times > 1).length,
      calls: total(accepted) + total(unknown),
      badGateways: total(unknown),
      mostUnknown: Math.max(0, ...unknown.values()),
    }),
  };
}
