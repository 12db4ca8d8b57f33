import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { onTestFinished } from 'vitest';
import { createCredentials, type SecretReader } from '../../lib/aws/credentials.ts';
import type { Queues } from '../../lib/aws/queues.ts';
import { createBatchClient } from '../../lib/delivery/batch-client.ts';
import { createBreaker } from '../../lib/delivery/breaker.ts';
import type { Rates } from '../../lib/delivery/rates.ts';
import { RoomInRates } from '../../lib/delivery/room.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { createClaims } from '../../lib/ledger/claims.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import type { Log } from '../../lib/observe/log.ts';
import { enqueue } from '../../lib/triggers/http/async.ts';
import { createHttpTrigger, type HttpTools } from '../../lib/triggers/http/http.ts';
import { fakeClock } from './clock.ts';
import { fakeBatch, type Step } from './fake-batch.ts';
import { fakeLedger } from './ledger.ts';
import { silent } from './work.ts';

export const APPS = { ios: 'ios-key', android: 'android-key' };

const noQueues: Queues = {
  send: () => Promise.reject(new Error('There is no queue in this test.')),
  delay: () => Promise.reject(new Error('There is no queue in this test.')),
};

export interface GatewayOptions {
  readonly read?: SecretReader;
  readonly log?: Log;
  readonly remainingMs?: number;
  readonly allowLiveCampaigns?: boolean;
  readonly timeoutMs?: number;
  readonly queues?: Queues;
  readonly unknownOutcome?: 'park' | 'resend';
  readonly rates?: Rates;
  /** `null` for a stack without a ledger. */
  readonly ledger?: Ledger | null;
}

type Mutable<T> = { -readonly [name in keyof T]: T[name] };

/** Everything behind the http trigger but AWS: a real client to `batchUrl`, with a clock on which nothing waits. */
export function gateway(
  endpoint: Endpoint,
  batchUrl: string,
  {
    read,
    log = silent,
    remainingMs = 29_000,
    allowLiveCampaigns = false,
    timeoutMs = 60_000,
    queues = noQueues,
    unknownOutcome = 'park',
    rates = {},
    ledger,
  }: GatewayOptions = {},
) {
  const clock = fakeClock();
  const secret = JSON.stringify({ restApiKey: 'rest-key', apps: APPS, projects: { main: 'main-key' } });
  const remembered = fakeLedger(clock.now);
  const tools: Mutable<HttpTools> = {
    client: createBatchClient(batchUrl, clock.now),
    credentials: createCredentials(read ?? (async () => secret), { ttlMs: 300_000, now: clock.now }),
    clock,
    timeoutMs,
    concurrency: 6,
    allowLiveCampaigns,
    trigger: 'http',
    enqueue: (body, deadline) => enqueue(body, { queues, queueUrl: 'http://localhost/queue' }, deadline),
    unknownOutcome,
    room: new RoomInRates(endpoint, rates, clock),
    breaker: createBreaker(clock.now),
    claims: createClaims,
    ledger: ledger === null ? undefined : (ledger ?? remembered.ledger),
  };
  const handler = createHttpTrigger(endpoint, log, () => tools);
  async function send(event: unknown) {
    const endsAt = clock.now() + remainingMs;
    const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => endsAt - clock.now() } as Context;
    const { statusCode, headers, body } = await handler(event as APIGatewayProxyEventV2, context);
    return { statusCode, headers, body: JSON.parse(body ?? '') };
  }
  const post = (request: unknown, headers: Record<string, string> = {}) =>
    send({ body: JSON.stringify(request), headers, isBase64Encoded: false });
  /** `tools` are to be changed between two requests, as a deploy would. */
  return { clock, remembered, tools, send, post };
}

/** The same over a Batch that follows a script until the test ends. */
export async function scriptedGateway(endpoint: unknown, script: Step[], options: GatewayOptions = {}) {
  const { url, received, stop } = await fakeBatch(...script);
  onTestFinished(stop);
  return { ...gateway(endpoint as Endpoint, url, options), received };
}
