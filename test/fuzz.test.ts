import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchClient } from '../lib/delivery/batch-client.ts';
import { createBreaker } from '../lib/delivery/breaker.ts';
import { readAnswer } from '../lib/delivery/outcome.ts';
import type { Endpoint } from '../lib/endpoints/endpoint.ts';
import { campaignCreate } from '../lib/endpoints/v1/campaign-create.ts';
import { customDataUpdate } from '../lib/endpoints/v1/custom-data-update.ts';
import { transactionalSend } from '../lib/endpoints/v1/transactional-send.ts';
import type { Log } from '../lib/observe/log.ts';
import { createHttpTrigger, type HttpTools } from '../lib/triggers/http/http.ts';
import { ENDPOINTS, type EndpointName } from '../local/batch/endpoints.ts';
import { createMemory } from '../local/batch/memory.ts';
import { fakeClock } from './support/clock.ts';
import { fakeLedger } from './support/ledger.ts';
import { requests, toJsonText, withOwnFieldInExtra } from './support/mutations.ts';
import { ALIASES, NOW, VALID } from './support/requests.ts';

/** Per capability. */
const RUNS = 10_000;

/** Least part of the runs that must be accepted, and least part that must be refused, for the rules to mean something. */
const LEAST_SHARE = 0.2;

/** Shrinking stops then, early enough for the seed to be told. */
const TIME_LIMIT_MS = 300_000;

const CAPABILITIES = {
  transactionalSend: transactionalSend as Endpoint,
  campaignCreate: campaignCreate as Endpoint,
  customDataUpdate: customDataUpdate as Endpoint,
};

const secret = { restApiKey: 'rest-key', apps: new Map(ALIASES.map((alias) => [alias, `${alias}-key`])) };

/** Silent, save that a defect of ours fails the test where it happened. */
const log: Log = {
  calls() {},
  answer() {},
  fates() {},
  notReady() {},
  failure(_context, error) {
    throw error;
  },
};

const noQueue = () => Promise.reject(new Error('There is no queue in this test.'));

/** A client that asks the simulator's rules without a network, and keeps what they refused. */
function simulator(refusals: unknown[]): BatchClient {
  const memory = createMemory();
  return {
    async call({ endpoint, appKey, body }) {
      const { judge } = ENDPOINTS[endpoint.path.slice(1) as EndpointName];
      const verdict = judge(JSON.parse(body), { app: appKey, memory, nowMs: NOW });
      if (verdict.effect) verdict.effect.carryOut();
      else refusals.push(verdict.body);
      return readAnswer({ status: verdict.status, body: JSON.stringify(verdict.body) }, endpoint, NOW);
    },
  };
}

/** Puts a request through the whole gateway, on top of a simulator that remembers nothing. */
async function post(endpoint: Endpoint, request: unknown) {
  const refusals: unknown[] = [];
  const tools: HttpTools = {
    client: simulator(refusals),
    credentials: { get: async () => secret, replace: async () => secret, renew: async () => secret },
    breaker: createBreaker(() => NOW),
    clock: fakeClock(NOW),
    timeoutMs: 10_000,
    concurrency: 6,
    allowLiveCampaigns: true,
    trigger: 'http',
    enqueue: noQueue,
    unknownOutcome: 'park',
    ledger: fakeLedger(() => NOW).ledger,
  };
  const event = { body: toJsonText(request), headers: {}, isBase64Encoded: false };
  const handler = createHttpTrigger(endpoint, log, () => tools);
  const { statusCode, body } = await handler(event as unknown as APIGatewayProxyEventV2, {} as Context);
  return { statusCode, body, refusals };
}

describe.each(Object.keys(CAPABILITIES) as (keyof typeof CAPABILITIES)[])('any request for %s', (capability) => {
  const endpoint = CAPABILITIES[capability];
  const accepted = [200, endpoint.route.successStatus];

  it('is taken by Batch or refused by us, whatever it holds', async () => {
    const counts = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(requests(VALID[capability]), async ({ isValid, request }) => {
        const { statusCode, body, refusals } = await post(endpoint, request);
        expect(refusals).toEqual([]);
        expect(isValid ? accepted : [...accepted, 400, 403], body).toContain(statusCode);
        const isAccepted = accepted.includes(statusCode);
        expect(JSON.parse(body ?? '')[isAccepted ? 'results' : 'errors']).not.toEqual([]);
        counts[isAccepted ? 'accepted' : 'refused'] += 1;
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: true },
    );
    expect(counts.accepted).toBeGreaterThan(RUNS * LEAST_SHARE);
    expect(counts.refused).toBeGreaterThan(RUNS * LEAST_SHARE);
  });

  it('brings none of our own fields in extra', async () => {
    await fc.assert(
      fc.asyncProperty(withOwnFieldInExtra(capability), async (request) => {
        expect((await post(endpoint, request)).statusCode).toBe(400);
      }),
      { numRuns: 1_000 },
    );
  });
});
