import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { createCredentials } from '../../lib/aws/credentials.ts';
import type { Delayed, Queues } from '../../lib/aws/queues.ts';
import type { BatchClient, Exchange } from '../../lib/delivery/batch-client.ts';
import { createBreaker } from '../../lib/delivery/breaker.ts';
import type { Outcome } from '../../lib/delivery/outcome.ts';
import type { Rates } from '../../lib/delivery/rates.ts';
import { RoomInRates } from '../../lib/delivery/room.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { createClaims } from '../../lib/ledger/claims.ts';
import type { Log, LoggedFate } from '../../lib/observe/log.ts';
import { createQueueTrigger } from '../../lib/triggers/queue/queue.ts';
import type { QueueTools } from '../../lib/triggers/queue/work.ts';
import { fakeClock } from './clock.ts';
import { keptLog } from './kept-log.ts';
import { fakeLedger, LEDGER_TTL_MS } from './ledger.ts';

/** One call as it reached Batch. */
export interface SentCall {
  readonly app: string;
  readonly at: number;
  /** What follows the app key, where that depends on the request. */
  readonly path: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every endpoint
  readonly body: any;
}

export interface DeadLetter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface WorkOptions
  extends Partial<
    Pick<
      QueueTools,
      'unknownOutcome' | 'concurrency' | 'queueUrl' | 'allowLiveCampaigns' | 'ledger' | 'maxReceiveCount' | 'breaker'
    >
  > {
  readonly rates?: Rates;
  /** How Batch answers. */
  readonly answer?: (call: SentCall, count: number) => Outcome;
  readonly secret?: () => Promise<string>;
  /** Whether the dead-letter queue takes this one. */
  readonly buries?: (letter: DeadLetter) => boolean;
  readonly remainingMs?: number;
  /** Another sandbox, whose clock and ledger are the same. */
  readonly beside?: {
    readonly clock: ReturnType<typeof fakeClock>;
    readonly remembered: ReturnType<typeof fakeLedger>;
  };
}

/** When whoever had the time that `take` gives must be dead. */
export const AFTER_ITS_OWNER_MS = 70_000;

/** A log that nobody reads. */
export const silent: Log = { calls() {}, answer() {}, fates() {}, notReady() {}, failure() {} };
const SECRET = JSON.stringify({
  restApiKey: 'rest-key',
  apps: { ios: 'ios-key', android: 'android-key' },
  projects: { main: 'main-key' },
});

type Mutable<T> = { -readonly [name in keyof T]: T[name] };

/** An endpoint's queue trigger over a Batch and an SQS that only keep what they are given. */
export function work(endpoint: Endpoint, options: WorkOptions = {}) {
  const {
    answer = (): Outcome => ({ status: 'accepted' }),
    secret = async () => SECRET,
    buries = () => true,
  } = options;
  const clock = options.beside?.clock ?? fakeClock();
  const remembered = options.beside?.remembered ?? fakeLedger(clock.now);
  const calls: SentCall[] = [];
  const letters: DeadLetter[] = [];
  const delays = new Map<string, number>();
  let atOnce = 0;
  let mostAtOnce = 0;
  const client: BatchClient = {
    async call({ key, path, body }: Exchange) {
      const read = body === '' ? undefined : JSON.parse(body);
      const call = { app: key.replace('-key', ''), at: clock.now(), path, body: read };
      calls.push(call);
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      const outcome = answer(call, calls.length);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      return outcome;
    },
  };
  const queues: Queues = {
    async send(_url, { body, attributes = {} }) {
      if (!buries({ body, attributes })) throw new Error('The dead-letter queue is down.');
      letters.push({ body, attributes });
      return 'id';
    },
    async delay(_url, messages: readonly Delayed[]) {
      for (const { receiptHandle, delaySeconds } of messages) delays.set(receiptHandle, delaySeconds);
    },
  };
  const tools: Mutable<QueueTools> = {
    client,
    queues,
    clock,
    credentials: createCredentials(secret, { ttlMs: 300_000, now: clock.now }),
    timeoutMs: 10_000,
    concurrency: 6,
    trigger: 'queue',
    allowLiveCampaigns: false,
    queueUrl: undefined,
    deadLetterQueueUrl: 'http://localhost/dead-letters',
    unknownOutcome: 'park',
    claims: createClaims,
    ledger: remembered.ledger,
    ledgerTtlMs: LEDGER_TTL_MS,
    maxReceiveCount: undefined,
    breaker: createBreaker(clock.now),
    room: new RoomInRates(endpoint, options.rates ?? {}, clock),
    ...options,
  };
  const kept = keptLog();
  const handler = createQueueTrigger(endpoint, kept.log, () => tools);
  const { remainingMs = 60_000 } = options;
  return {
    calls,
    letters,
    delays,
    clock,
    remembered,
    /** What became of each message of all batches, by its id, as the log was told. */
    fates: () => new Map(kept.of('fates').flatMap(([fates]) => fates as [string, LoggedFate][])),
    /** Why something could not be tried, or went wrong, in the order in which it was logged. */
    logged: () => kept.told.filter(([kind]) => kind === 'notReady' || kind === 'failure'),
    /** To be changed between two batches, as a deploy would. */
    tools,
    mostAtOnce: () => mostAtOnce,
    /** Works off a batch; answers the ids of the messages that go back. */
    async take(records: readonly SQSRecord[]): Promise<string[]> {
      const endsAt = clock.now() + remainingMs;
      const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => endsAt - clock.now() } as Context;
      const { batchItemFailures } = await handler({ Records: [...records] } as SQSEvent, context);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}

/** A record as Lambda hands it over. */
export function record(
  id: string,
  body: unknown,
  more: Partial<SQSRecord['attributes']> & { messageAttributes?: Record<string, string> } = {},
): SQSRecord {
  const { messageAttributes = {}, ...attributes } = more;
  return {
    messageId: id,
    receiptHandle: id,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
      ...attributes,
    },
    messageAttributes: Object.fromEntries(
      Object.entries(messageAttributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
    ),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:pushes',
    awsRegion: 'eu-west-1',
  };
}
