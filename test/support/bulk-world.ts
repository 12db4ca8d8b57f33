import type { APIGatewayProxyEventV2, Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { createCredentials } from '../../lib/aws/credentials.ts';
import type { Outgoing, Queues } from '../../lib/aws/queues.ts';
import { createBulks } from '../../lib/bulk/bulks.ts';
import type { BulkOrder } from '../../lib/bulk/order.ts';
import { servedOf } from '../../lib/bulk/served.ts';
import { bulkCancel } from '../../lib/endpoints/gateway/bulk-cancel.ts';
import { bulkStart } from '../../lib/endpoints/gateway/bulk-start.ts';
import { bulkStatus } from '../../lib/endpoints/gateway/bulk-status.ts';
import { createItems } from '../../lib/ledger/items.ts';
import { createLookup } from '../../lib/ledger/lookup.ts';
import { enqueueText } from '../../lib/triggers/http/async.ts';
import { createBulkStartTrigger } from '../../lib/triggers/http/bulk-start.ts';
import { createBulkCancelTrigger, createBulkStatusTrigger } from '../../lib/triggers/http/bulk-status.ts';
import type { HttpHandler } from '../../lib/triggers/http/handler.ts';
import { createBulkReaderTrigger, readerMessage } from '../../lib/triggers/queue/bulk-reader.ts';
import { createMemoryObjects } from './bulk-objects.ts';
import { createBulkTable } from './bulk-table.ts';
import { fakeClock } from './clock.ts';
import { LEDGER_TTL_MS } from './ledger.ts';
import { Peril } from './peril.ts';
import { record, silent } from './work.ts';

export const BULK_ID = 'a-bulk-for-tests';
export const MAX_RECEIVE_COUNT = 5;

/** A message as it lies on a queue. */
export interface Queued extends Outgoing {
  readonly queue: string;
  readonly sentAt: number;
  /** When it may be received. */
  readonly dueAt: number;
}

interface WorldOptions {
  readonly secret?: () => Promise<string>;
  readonly requireKey?: boolean;
}

const SECRET = JSON.stringify({
  restApiKey: 'rest-key',
  apps: { ios: 'ios-key', android: 'android-key' },
  projects: { main: 'main-key' },
});

/** All of bulk over a table, an S3 and queues in memory, on one clock. What the reader and the start touch passes `peril`. */
export function bulkWorld({ secret = async () => SECRET, requireKey = false }: WorldOptions = {}) {
  const clock = fakeClock(1_000_000_000_000);
  const peril = new Peril();
  const table = createBulkTable();
  const store = createMemoryObjects();
  const messages: Queued[] = [];
  const delays = new Map<string, number>();
  const { now } = clock;

  const client = {
    send: (command: never) => peril.pass('table', () => table.client.send(command, {} as never) as never),
  };
  const options = { ttlMs: LEDGER_TTL_MS, now };
  const bulks = createBulks(
    createLookup('table', now, () => client as never),
    createItems('table', () => client as never),
    options,
  );
  /** As another function has them, whom nothing befalls. */
  const calmBulks = createBulks(
    createLookup('table', now, () => table.client),
    createItems('table', () => table.client),
    options,
  );
  const queues: Queues = {
    send: (queue, message) =>
      peril.pass('queue', async () => {
        messages.push({ ...message, queue, sentAt: now(), dueAt: now() + (message.delaySeconds ?? 0) * 1000 });
        return `message-${messages.length}`;
      }),
    async delay(_, put) {
      for (const { receiptHandle, delaySeconds } of put) delays.set(receiptHandle, delaySeconds);
    },
  };
  const objects = {
    ...store.objects,
    open: ((...asked) => peril.pass('S3', () => store.objects.open(...asked))) as typeof store.objects.open,
  };
  const credentials = createCredentials(secret, { ttlMs: 300_000, now });
  const startTools = {
    bulks,
    credentials,
    clock,
    bucket: 'own',
    requireKey,
    async wakeReader(id: string, deadline: { remainingMs(): number }) {
      await enqueueText(readerMessage(id), { queues, queueUrl: 'reader' }, deadline);
    },
  };
  const readerTools = {
    bulks,
    objects,
    queues,
    clock,
    queueUrls: QUEUE_URLS,
    servedOf: (name: string) => servedOf(name) as NonNullable<ReturnType<typeof servedOf>>,
    queueUrl: 'reader',
    deadLetterQueueUrl: 'dead-letters',
    maxReceiveCount: MAX_RECEIVE_COUNT,
  };
  const start = createBulkStartTrigger(bulkStart, silent, () => startTools);
  const reader = createBulkReaderTrigger(bulkStart, silent, () => readerTools);
  const status = createBulkStatusTrigger(bulkStatus, silent, () => ({ bulks: calmBulks, now }));
  const cancel = createBulkCancelTrigger(bulkCancel, silent, () => ({ bulks: calmBulks, now }));

  return {
    clock,
    peril,
    table,
    store,
    bulks: calmBulks,
    messages,
    delays,
    readerTools,
    start: (body: unknown, headers: Record<string, string> = {}) =>
      call(start, { body: JSON.stringify(body), headers }),
    status: (id = BULK_ID) => call(status, { pathParameters: { id } }),
    cancel: (id = BULK_ID) => call(cancel, { pathParameters: { id } }),
    /** Writes a bulk down as a start would, with parts as small as a test likes. */
    async order(order: Partial<BulkOrder> = {}): Promise<void> {
      await calmBulks.start({ ...ORDER, startedAt: now(), ...order }, FOREVER);
    },
    /** Invokes the reader once; answers whether the message is let go of. */
    async read(
      message: Partial<Outgoing> = {},
      { receiveCount = 1, remainingMs = 60_000 }: Receive = {},
    ): Promise<boolean> {
      const { body = readerMessage(BULK_ID), attributes = {} } = message;
      const received = record('reader-message', body, {
        ApproximateReceiveCount: `${receiveCount}`,
        messageAttributes: attributes,
      });
      return take(reader, received, now() + remainingMs, now);
    },
    /** Messages on a queue. */
    on: (queue: string) => messages.filter((message) => message.queue === queue),
  };
}

interface Receive {
  readonly receiveCount?: number;
  readonly remainingMs?: number;
}

export type BulkWorld = ReturnType<typeof bulkWorld>;

export const FOREVER = { remainingMs: () => 60_000 };

export const QUEUE_URLS = {
  'transactional-send': 'pushes',
  'custom-data-update': 'updates',
  'custom-data-delete': 'deletions',
  'events-track': 'events',
  'profiles-update': 'profiles',
};

const ORDER: Omit<BulkOrder, 'startedAt'> = {
  id: BULK_ID,
  capability: 'transactional-send',
  account: 'app',
  request: { group_id: 'spring', message: { title: 'Spring', body: 'is here' } },
  apps: ['ios', 'android'],
  file: { bucket: 'own', key: 'ids', format: 'ndjson', column: 'id', list: 'custom_ids' },
  unique: false,
  limits: { most: 2, bytes: 1_000_000 },
  bodyHash: 'hash',
};

async function take(
  handler: ReturnType<typeof createBulkReaderTrigger>,
  received: SQSRecord,
  endsAt: number,
  now: () => number,
): Promise<boolean> {
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => endsAt - now() } as Context;
  const { batchItemFailures } = await handler({ Records: [received] } as SQSEvent, context);
  return batchItemFailures.length === 0;
}

async function call(handler: HttpHandler, event: Partial<APIGatewayProxyEventV2>) {
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 29_000 } as Context;
  const { statusCode, headers = {}, body = '' } = await handler(event as APIGatewayProxyEventV2, context);
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every kind
  return { statusCode, headers, body: JSON.parse(body) as any };
}
