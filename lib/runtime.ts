import { createCredentials, secretsManagerReader } from './aws/credentials.ts';
import { createQueues } from './aws/queues.ts';
import { MS_PER_DAY, systemClock } from './clock.ts';
import { createBatchClient } from './delivery/batch-client.ts';
import { createBreaker } from './delivery/breaker.ts';
import type { Endpoint, RequestFields } from './endpoints/endpoint.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { ConfigurationError } from './errors.ts';
import { createClaims } from './ledger/claims.ts';
import { createLedger } from './ledger/ledger.ts';
import { createLog } from './observe/log.ts';
import { enqueue } from './triggers/http/async.ts';
import { createHttpTrigger, type HttpHandler, type HttpTools } from './triggers/http/http.ts';
import { createQueueTrigger, type QueueHandler } from './triggers/queue/queue.ts';
import type { QueueTools } from './triggers/queue/work.ts';

/** An endpoint behind API Gateway, over the real environment. */
export function httpHandler<Request extends RequestFields>(endpoint: Endpoint<Request>): HttpHandler {
  return createHttpTrigger(endpoint, createLog(), remember(httpTools));
}

/** An endpoint that only reads, behind API Gateway: no ledger, no queue, and neither's client in its bundle. */
export function readHandler<Request extends RequestFields>(endpoint: Endpoint<Request>): HttpHandler {
  return createHttpTrigger(endpoint, createLog(), remember(readTools));
}

/** An endpoint behind an SQS queue, over the real environment. */
export function queueHandler<Request extends RequestFields>(endpoint: Endpoint<Request>): QueueHandler {
  return createQueueTrigger(endpoint, createLog(), remember(queueTools));
}

/*
 * Composition root. The environment is read on first use and never at import, so that a fault in it can be answered.
 */

function readTools(): HttpTools {
  return { ...sharedTools(readEnvironment(process.env)), trigger: 'http', ledger: undefined, claims: undefined };
}

function httpTools(): HttpTools {
  const env = readEnvironment(process.env);
  const queue = { queues: createQueues({ sendsOnce: true }), queueUrl: env.QUEUE_URL };
  const putOnQueue: HttpTools['enqueue'] = (body, deadline) => enqueue(body, queue, deadline);
  return { ...sharedTools(env), trigger: 'http', ...ledgerTools(env), enqueue: putOnQueue };
}

function queueTools(): QueueTools {
  const env = readEnvironment(process.env);
  const deadLetterQueueUrl = env.DEAD_LETTER_QUEUE_URL;
  if (deadLetterQueueUrl === undefined) throw new ConfigurationError('DEAD_LETTER_QUEUE_URL is not set.');
  return {
    ...sharedTools(env),
    trigger: 'queue',
    ...ledgerTools(env),
    queueUrl: env.QUEUE_URL,
    queues: createQueues({ sendsOnce: false }),
    deadLetterQueueUrl,
    ledgerTtlMs: env.LEDGER_TTL_DAYS * MS_PER_DAY,
    maxReceiveCount: env.MAX_RECEIVE_COUNT,
  };
}

function sharedTools(env: Environment) {
  const clock = systemClock;
  const ttlMs = env.BATCH_SECRET_TTL_SECONDS * 1000;
  return {
    client: createBatchClient(env.BATCH_API_URL, clock.now),
    credentials: createCredentials(secretsManagerReader(env.BATCH_SECRET_ID), { ttlMs, now: clock.now }),
    clock,
    breaker: createBreaker(clock.now),
    timeoutMs: env.BATCH_TIMEOUT_MS,
    concurrency: env.BATCH_CONCURRENCY,
    allowLiveCampaigns: env.ALLOW_LIVE_CAMPAIGNS,
    unknownOutcome: env.UNKNOWN_OUTCOME,
  };
}

function ledgerTools({ LEDGER_TABLE: table, LEDGER_TTL_DAYS: days }: Environment) {
  const options = { ttlMs: days * MS_PER_DAY, now: systemClock.now };
  return { ledger: table === undefined ? undefined : createLedger(table, options), claims: createClaims };
}

/** Keeps what `make` returned, never what it threw. */
function remember<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
