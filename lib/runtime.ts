import { createBatchClient } from './batch-client.ts';
import { systemClock } from './clock.ts';
import { createCredentials, secretsManagerReader } from './credentials.ts';
import type { Endpoint, RequestFields } from './endpoints/endpoint.ts';
import { readEnvironment } from './environment.ts';
import { createLog } from './log.ts';
import { createHttpTrigger, type HttpHandler, type HttpTools } from './triggers/http.ts';

/** An endpoint behind API Gateway, over the real environment. */
export function httpHandler<Request extends RequestFields>(endpoint: Endpoint<Request>): HttpHandler {
  return createHttpTrigger(endpoint, createLog(), remember(makeTools));
}

/** Composition root. The environment is read on first use and never at import, so that a fault in it can be answered. */
function makeTools(): HttpTools {
  const env = readEnvironment(process.env);
  const clock = systemClock;
  const ttlMs = env.BATCH_SECRET_TTL_SECONDS * 1000;
  return {
    client: createBatchClient(env.BATCH_API_URL, clock.now),
    credentials: createCredentials(secretsManagerReader(env.BATCH_SECRET_ID), { ttlMs, now: clock.now }),
    clock,
    timeoutMs: env.BATCH_TIMEOUT_MS,
    concurrency: env.BATCH_CONCURRENCY,
    allowLiveCampaigns: env.ALLOW_LIVE_CAMPAIGNS,
  };
}

/** Keeps what `make` returned, never what it threw. */
function remember<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
