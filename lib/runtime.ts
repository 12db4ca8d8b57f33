import { createCredentials, secretsManagerReader } from './aws/credentials.ts';
import { createEventBus } from './aws/event-bus.ts';
import { createQueues } from './aws/queues.ts';
import { createSignedClient } from './aws/signed.ts';
import { createBulks } from './bulk/bulks.ts';
import { MS_PER_DAY, systemClock } from './clock.ts';
import { createBatchClient } from './delivery/batch-client.ts';
import { createBreaker } from './delivery/breaker.ts';
import { createCallRate } from './delivery/call-rate.ts';
import { createOperationRate } from './delivery/operation-rate.ts';
import type { Rates } from './delivery/rates.ts';
import { RoomInRates } from './delivery/room.ts';
import type { Endpoint, RequestFields } from './endpoints/endpoint.ts';
import { ofCalls, ofChanges, ofHttp, ofQueue, readEnvironment, type Values } from './environment.ts';
import { ConfigurationError } from './errors.ts';
import { createClaims } from './ledger/claims.ts';
import { createItems } from './ledger/items.ts';
import { createLedger } from './ledger/ledger.ts';
import { createLookup } from './ledger/lookup.ts';
import { createMarks } from './ledger/marks.ts';
import { createSharedNumbers } from './ledger/shared-numbers.ts';
import { createLog } from './observe/log.ts';
import { remember } from './remember.ts';
import { enqueue } from './triggers/http/async.ts';
import type { HttpHandler } from './triggers/http/handler.ts';
import { createHttpTrigger, type HttpTools } from './triggers/http/http.ts';
import { createQueueTrigger, type QueueHandler } from './triggers/queue/queue.ts';
import type { QueueTools } from './triggers/queue/work.ts';

/** An endpoint behind API Gateway, over the real environment. */
export function httpHandler<Request extends RequestFields>(endpoint: Endpoint<Request>): HttpHandler {
  return createHttpTrigger(
    endpoint,
    createLog(),
    remember(() => httpTools(endpoint)),
  );
}

/** An endpoint that only reads, behind API Gateway: no ledger, no queue, and neither's client in its bundle. */
export function readHandler<Request extends RequestFields>(endpoint: Endpoint<Request>): HttpHandler {
  return createHttpTrigger(endpoint, createLog(), remember(readTools));
}

/** An endpoint behind an SQS queue, over the real environment. */
export function queueHandler<Request extends RequestFields>(endpoint: Endpoint<Request>): QueueHandler {
  return createQueueTrigger(
    endpoint,
    createLog(),
    remember(() => queueTools(endpoint)),
  );
}

/*
 * Composition root. The environment is read on first use and never at import, so that a fault in it can be answered.
 */

function readTools(): HttpTools {
  return {
    ...sharedTools(readEnvironment(process.env, ofCalls())),
    trigger: 'http',
    ledger: undefined,
    claims: undefined,
    allowLiveCampaigns: false,
    unknownOutcome: 'park',
  };
}

function httpTools(endpoint: Pick<Endpoint, 'account' | 'effect'>): HttpTools {
  const env = readEnvironment(process.env, { ...ofCalls(), ...ofChanges(), ...ofHttp() });
  const queue = { queues: createQueues({ sendsOnce: true }), queueUrl: env.QUEUE_URL };
  const putOnQueue: HttpTools['enqueue'] = (body, deadline) => enqueue(body, queue, deadline);
  return {
    ...sharedTools(env),
    trigger: 'http',
    ...changingTools(endpoint, env),
    enqueue: putOnQueue,
    requireKey: env.REQUIRE_KEY,
  };
}

function queueTools(endpoint: Pick<Endpoint, 'account' | 'effect' | 'bulk'>): QueueTools {
  const env = readEnvironment(process.env, { ...ofCalls(), ...ofChanges(), ...ofQueue() });
  return {
    ...sharedTools(env),
    trigger: 'queue',
    ...changingTools(endpoint, env),
    queueUrl: env.QUEUE_URL,
    queues: createQueues({ sendsOnce: false }),
    deadLetterQueueUrl: env.DEAD_LETTER_QUEUE_URL,
    ledgerTtlMs: env.LEDGER_TTL_DAYS * MS_PER_DAY,
    maxReceiveCount: env.MAX_RECEIVE_COUNT,
    outcomeEvents: outcomeEventsOf(env),
    bulks: bulksOf(endpoint, env),
  };
}

function sharedTools(env: Calling) {
  const clock = systemClock;
  const ttlMs = env.BATCH_SECRET_TTL_SECONDS * 1000;
  return {
    client: createBatchClient(env.BATCH_API_URL, clock.now),
    credentials: createCredentials(secretsManagerReader(env.BATCH_SECRET_ID), { ttlMs, now: clock.now }),
    clock,
    breaker: createBreaker(clock.now),
    timeoutMs: env.BATCH_TIMEOUT_MS,
    concurrency: env.BATCH_CONCURRENCY,
  };
}

type Calling = Values<ReturnType<typeof ofCalls>>;
type Changing = Calling & Values<ReturnType<typeof ofChanges>>;

/** What whoever changes something needs besides: leave, memory, and room. */
function changingTools(endpoint: Pick<Endpoint, 'account' | 'effect'>, env: Changing) {
  const { LEDGER_TABLE: table, LEDGER_TTL_DAYS: days } = env;
  const options = { ttlMs: days * MS_PER_DAY, now: systemClock.now };
  return {
    allowLiveCampaigns: env.ALLOW_LIVE_CAMPAIGNS,
    unknownOutcome: env.UNKNOWN_OUTCOME,
    ledger: table === undefined ? undefined : createLedger(table, options),
    marks: table === undefined ? undefined : createMarks(table, options),
    claims: createClaims,
    room: new RoomInRates(endpoint, ratesOf(endpoint, env), systemClock),
  };
}

/** Where it is kept what became of parts of bulks, if any come here. */
function bulksOf({ bulk }: Pick<Endpoint, 'bulk'>, { LEDGER_TABLE: table, LEDGER_TTL_DAYS: days }: Changing) {
  if (!bulk || table === undefined) return undefined;
  const { now } = systemClock;
  return createBulks(createLookup(table, now), createItems(table), { ttlMs: days * MS_PER_DAY, now });
}

/** The bus where outcomes are told, if the operator wants them told. */
function outcomeEventsOf({
  EVENT_BUS_NAME: bus,
  AWS_REGION: region,
  AWS_ENDPOINT_URL_EVENTBRIDGE: at,
}: Values<ReturnType<typeof ofQueue>>) {
  if (bus === undefined) return undefined;
  if (region === undefined) throw new ConfigurationError('EVENT_BUS_NAME needs AWS_REGION, which is not set.');
  const endpoint = new URL(at ?? `https://events.${region}.amazonaws.com`);
  const { sleep } = systemClock;
  return createEventBus(createSignedClient('events', region), { bus, source: 'batch-push-functions', endpoint, sleep });
}

/** The rates that are on. A limit that somebody asked for is not left out in silence; Batch's own is still held by Batch. */
function ratesOf({ account }: Pick<Endpoint, 'account'>, env: Changing): Rates {
  const { LEDGER_TABLE: table, BATCH_CALLS_PER_SECOND: callsPerSecond, BATCH_PROFILES_PER_SECOND: perSecond } = env;
  const clock = systemClock;
  if (account === 'app' && callsPerSecond !== undefined) {
    if (table === undefined)
      throw new ConfigurationError('BATCH_CALLS_PER_SECOND needs LEDGER_TABLE, which is not set.');
    const options = { perSecond: callsPerSecond, concurrency: env.BATCH_CONCURRENCY, clock };
    return { calls: createCallRate(createSharedNumbers(table), options) };
  }
  if (account === 'app' || table === undefined || perSecond === 0) return {};
  const options = { perSecond, burst: env.BATCH_PROFILES_BURST, clock };
  return { operations: createOperationRate(createSharedNumbers(table), options) };
}
