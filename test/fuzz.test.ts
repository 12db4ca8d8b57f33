import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchClient } from '../lib/delivery/batch-client.ts';
import { createBreaker } from '../lib/delivery/breaker.ts';
import { readAnswer } from '../lib/delivery/outcome.ts';
import { ENDPOINTS as CAPABILITIES, endpointOf } from '../lib/endpoints/catalog.ts';
import type { Endpoint } from '../lib/endpoints/endpoint.ts';
import { createClaims } from '../lib/ledger/claims.ts';
import type { Log } from '../lib/observe/log.ts';
import { createHttpTrigger, type HttpTools } from '../lib/triggers/http/http.ts';
import { ENDPOINTS } from '../local/batch/endpoints.ts';
import { createMemory, type Memory } from '../local/batch/memory.ts';
import { fakeClock } from './support/clock.ts';
import { fakeLedger } from './support/ledger.ts';
import { requests, toJsonText, withOwnFieldInExtra } from './support/mutations.ts';
import { ALIASES, KNOWN_TOKEN, NOW, PROJECTS, validFor } from './support/requests.ts';

/** Per capability. */
const RUNS = 300;

/** Least part of the runs that must be accepted, and least part that must be refused, for the rules to mean something. */
const LEAST_SHARE = 0.2;

/** Shrinking stops then, early enough for the seed to be told. */
const TIME_LIMIT_MS = 300_000;

const secret = {
  restApiKey: 'rest-key',
  apps: new Map(ALIASES.map((alias) => [alias, `${alias}-key`])),
  projects: new Map(PROJECTS.map((alias) => [alias, `${alias}-key`])),
};

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

/** A simulator's memory in which each app has one campaign. */
function memoryWithCampaigns(): { memory: Memory; tokens: ReadonlyMap<string, string> } {
  const memory = createMemory();
  const { example } = endpointOf('campaign-create');
  const tokens = ALIASES.map((app): [string, string] => {
    const verdict = ENDPOINTS['campaigns/create'].judge(example, { app: `${app}-key`, memory, nowMs: NOW });
    verdict.effect?.carryOut();
    return [`${app}-key`, String((verdict.body as { campaign_token?: unknown }).campaign_token)];
  });
  return { memory, tokens: new Map(tokens) };
}

/** The simulator's rules for a call, and what stands in its path. */
function ruleOf(method: string, path: string) {
  for (const rule of Object.values(ENDPOINTS)) {
    const pattern = rule.path.replace('/:parameter?', '(?:/([^/]+))?').replace(':parameter', '([^/]+)');
    const [isIt, parameter] = new RegExp(`^/${pattern}$`).exec(path) ?? [];
    if (rule.method === method && isIt !== undefined) return { rule, parameter };
  }
  throw new Error(`Batch has no ${method} ${path}.`);
}

/** A client that asks the simulator's rules without a network, and keeps what they refused. */
function simulator(refusals: unknown[]): BatchClient {
  const { memory, tokens } = memoryWithCampaigns();
  return {
    async call({ endpoint, key, body, path = endpoint.path }) {
      const url = new URL(`http://batch${path}`);
      const { rule, parameter } = ruleOf(endpoint.method, url.pathname);
      const named = parameter === KNOWN_TOKEN ? tokens.get(key) : parameter && decodeURIComponent(parameter);
      const read = body === '' ? undefined : JSON.parse(body);
      const verdict = rule.judge(read, { app: key, parameter: named, query: url.searchParams, memory, nowMs: NOW });
      if (verdict.effect) verdict.effect.carryOut();
      else if (verdict.status >= 400 && verdict.status !== 404) refusals.push(verdict.body);
      return readAnswer({ status: verdict.status, body: JSON.stringify(verdict.body) }, endpoint, NOW);
    },
  };
}

/** The members of a read, where API Gateway has them: as text. */
function membersOf({ route }: Endpoint, request: unknown) {
  const isMembers = typeof request === 'object' && request !== null;
  const members = Object.entries(isMembers ? request : {}).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  ]);
  const isInPath = ([name]: [string, string]) => route.path.includes(`{${name}}`);
  return {
    pathParameters: Object.fromEntries(members.filter(isInPath)),
    queryStringParameters: Object.fromEntries(members.filter((member) => !isInPath(member))),
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
    claims: createClaims,
    ledger: fakeLedger(() => NOW).ledger,
  };
  const { route } = endpoint;
  const isRead = route.method === 'GET';
  const event = { ...(isRead ? membersOf(endpoint, request) : { body: toJsonText(request) }), headers: {} };
  const handler = createHttpTrigger(endpoint, log, () => tools);
  const { statusCode, body } = await handler(event as unknown as APIGatewayProxyEventV2, {} as Context);
  return { statusCode, body, refusals };
}

describe.each(CAPABILITIES)('any request for $name', (endpoint) => {
  const valid = validFor(endpoint);
  const accepted = [200, endpoint.route.successStatus];

  it('is taken by Batch or refused by us, whatever it holds', async () => {
    const counts = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(requests(valid), async ({ isValid, request }) => {
        const { statusCode, body, refusals } = await post(endpoint, request);
        expect(refusals).toEqual([]);
        expect(isValid ? accepted : [...accepted, 207, 400, 403, 404, 422], body).toContain(statusCode);
        const isAccepted = accepted.includes(statusCode);
        const { results, errors } = JSON.parse(body ?? '');
        expect(results ?? errors).not.toEqual([]);
        counts[isAccepted ? 'accepted' : 'refused'] += 1;
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: true },
    );
    expect(counts.accepted).toBeGreaterThan(RUNS * LEAST_SHARE);
    expect(counts.refused).toBeGreaterThan(RUNS * LEAST_SHARE);
  });

  it('brings none of our own fields in extra', async () => {
    await fc.assert(
      fc.asyncProperty(withOwnFieldInExtra(endpoint.name, valid), async (request) => {
        expect((await post(endpoint, request)).statusCode).toBe(400);
      }),
      { numRuns: 50 },
    );
  });
});
