import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Effect } from '../lib/endpoints/call.ts';
import { endpointOf } from '../lib/endpoints/catalog.ts';
import type { Endpoint } from '../lib/endpoints/endpoint.ts';
import { sampleOf } from '../lib/endpoints/sample.ts';
import { ConfigurationError, SecretsUnavailableError } from '../lib/errors.ts';
import {
  answer,
  answerHtml,
  fakeBatch,
  garbage,
  hangInBody,
  refuse,
  reset,
  resetBeforeReading,
  type Step,
  staySilent,
} from './support/fake-batch.ts';
import { gateway } from './support/gateway.ts';

const PAGE = resolve(import.meta.dirname, '..', 'docs', 'outcomes.md');

type Waits = 'none' | 'back-off' | '≥ 5 s';
type Expected = readonly [calls: number, outcome: string, status: number, waits: Waits];

interface Row {
  readonly happens: string;
  readonly step: Step;
  /** For what must not be repeated. */
  readonly push: Expected;
  /** For what may be, where that differs. */
  readonly data?: Expected;
  /** For what only reads, where that differs from both. */
  readonly read?: Expected;
  /** What the secret is read as. */
  readonly readSecret?: () => Promise<string>;
  readonly nobodyListens?: true;
}

const ok: Step = answer(200, { token: 't', campaign_token: 't' });
const once: Expected = [1, 'unknown', 504, 'none'];
const rejected: Expected = [1, 'rejected', 422, 'none'];
const outage: Expected = [7, 'deferred', 503, 'back-off'];
const repeated: Expected = [7, 'unknown', 504, 'back-off'];

/** Batch does the same to every call; one app, one item, 29 s left. docs/outcomes.md is this table. */
const ROWS: readonly Row[] = [
  { happens: 'yes', step: ok, push: [1, 'accepted', 201, 'none'], data: [1, 'accepted', 200, 'none'] },
  {
    happens: 'a yes that is no JSON',
    step: garbage,
    push: [1, 'accepted', 201, 'none'],
    data: [1, 'accepted', 200, 'none'],
    read: repeated,
  },
  {
    happens: 'a yes that breaks off',
    step: hangInBody,
    push: [1, 'accepted', 201, 'none'],
    data: [1, 'accepted', 200, 'none'],
    read: repeated,
  },
  { happens: '400, code 30 MISSING_PARAMETER', step: refuse(400, 30), push: rejected },
  { happens: '400, code 31 MALFORMED_PARAMETER', step: refuse(400, 31), push: rejected },
  { happens: '400, code 32 MALFORMED_JSON_BODY', step: refuse(400, 32), push: rejected },
  { happens: '403, code 12 API_MISUSE', step: refuse(403, 12), push: rejected },
  {
    happens: '404, code 20 ROUTE_NOT_FOUND',
    step: refuse(404, 20),
    push: rejected,
    read: [1, 'rejected', 404, 'none'],
  },
  { happens: "400, 403, 404 without Batch's body", step: answerHtml(404), push: outage },
  { happens: '401, code 10 AUTHENTICATION_INVALID', step: refuse(401, 10), push: [2, 'deferred', 500, 'none'] },
  { happens: '408, 425', step: answerHtml(408), push: outage },
  { happens: '429, code 60 TOO_MANY_REQUESTS', step: refuse(429, 60), push: [2, 'deferred', 503, '≥ 5 s'] },
  { happens: 'a redirect', step: answerHtml(302), push: [1, 'deferred', 500, 'none'] },
  { happens: '500, code 0 or 1 SERVER_ERROR', step: refuse(500, 1), push: once, data: repeated },
  { happens: '503, code 2 MAINTENANCE_ERROR', step: refuse(503, 2), push: outage },
  { happens: "503 without Batch's body", step: answerHtml(503), push: once, data: repeated },
  { happens: '502, 504 of something in between', step: answerHtml(502), push: once, data: repeated },
  { happens: 'no answer in time', step: staySilent, push: once, data: repeated },
  { happens: 'a reset before the request was read', step: resetBeforeReading, push: once, data: repeated },
  { happens: 'a reset after the request was read', step: reset, push: once, data: repeated },
  { happens: 'no connection', step: ok, nobodyListens: true, push: [0, 'deferred', 503, 'back-off'] },
  {
    happens: 'Secrets Manager is down',
    step: ok,
    readSecret: () => Promise.reject(new SecretsUnavailableError('down')),
    push: [0, 'deferred', 503, 'none'],
  },
  {
    happens: 'the secret is missing or malformed',
    step: ok,
    readSecret: () => Promise.reject(new ConfigurationError('wrong')),
    push: [0, 'deferred', 500, 'none'],
  },
];

/** One of each effect: what carries requests knows no more of an endpoint than that. */
const COLUMNS: Readonly<Record<Effect, Endpoint>> = {
  once: endpointOf('transactional-send'),
  repeatable: endpointOf('custom-data-update'),
  read: endpointOf('campaign-get'),
};

async function play(endpoint: Endpoint, { step, readSecret, nobodyListens }: Row) {
  const batch = await fakeBatch(step);
  const endsInTimeout = [staySilent, hangInBody].includes(step);
  if (nobodyListens) await batch.stop();
  else onTestFinished(batch.stop);
  const { send, clock } = gateway(endpoint, batch.url, {
    ...(endsInTimeout && { timeoutMs: 500 }),
    ...(readSecret && { read: readSecret }),
  });
  const { example, route } = endpoint;
  const request = route.method === 'GET' ? example : { ...example, apps: ['ios'] };
  const { statusCode, body } = await send(sampleOf(endpoint, request));
  const outcome: string = body.results?.[0].status ?? 'deferred';
  return { calls: batch.received.length, outcome, statusCode, slept: clock.slept };
}

function waitsOf(slept: readonly number[]): Waits {
  if (slept.length === 0) return 'none';
  return slept.every((ms) => ms >= 5_000) ? '≥ 5 s' : 'back-off';
}

function expectedOf({ push, data = push, read = data }: Row): Readonly<Record<Effect, Expected>> {
  return { once: push, repeatable: data, read };
}

describe.each(Object.values(COLUMNS))('$name', (endpoint) => {
  it.each(ROWS)('ends as docs/outcomes.md says: $happens', async (row) => {
    const expected = expectedOf(row)[endpoint.effect];
    const { calls, outcome, statusCode, slept } = await play(endpoint, row);
    expect([calls, outcome, statusCode, waitsOf(slept)]).toEqual(expected);
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
  });
});

it('is what docs/outcomes.md says', async () => {
  const cell = ([calls, outcome, status, waits]: Expected) => `\`${outcome}\` ${status}, ${calls}, ${waits}`;
  const effects = Object.keys(COLUMNS) as Effect[];
  const rows = ROWS.map(
    (row) => `| ${[row.happens, ...effects.map((effect) => cell(expectedOf(row)[effect]))].join(' | ')} |`,
  );
  const heads = effects.map((effect) => `\`${effect}\``);
  const text = `# Outcomes

What the gateway does over HTTP when Batch does the same to every call: outcome and status, calls made, waits between them.
For one app, one item and 29 s left. What follows depends on nothing of a capability but its effect; a campaign is created with 201 too.
\`once\` are a push, a new campaign and what users did; \`read\` is what has a \`GET\`; all else is \`repeatable\`. \`test/policy.test.ts\` holds each cell for one
capability of each effect, and writes this page.

| what happens | ${heads.join(' | ')} |
| --- | --- | --- | --- |
${rows.join('\n')}

A back-off doubles from 0.25 s to 4 s, half of it at random; after a 429 it is at least 5 s, or what Batch asks for. All
waiting of one call is at most 10 s, and nothing is waited for that does not fit before the function's deadline. Refused
keys are read anew from Secrets Manager once, and tried once more; if they are refused again, that invocation makes no
further call.

What the table can't show, since it is about more than one call or one item:

- **A run of \`unknown\`.** After three pushes or campaigns in a row that ended so, a function starts no more for 10 s, then one, then
  none for 20 s, and so on up to 15 minutes, until Batch answers with anything but a 5xx. What is not started is \`deferred\`
  (\`BATCH_UNREACHABLE\`, 503 with \`Retry-After\`).
- **Many items in a call.** A 4xx other than 401, 408, 425 and 429 is halved, to find whom it is about: with a 400 to the end, with others
  until three levels in a row brought no acceptance. One item found so is \`rejected\` if others of the call landed, whoever
  refused it. Custom data that twice ended in a 5xx is halved too, as long as one of two halves is accepted.
- **A key whose request was tried before**, and would be refused by now because its time has passed, its alias has left the secret or a
  setting was turned off: what was sent, or may have been, is answered as before. What is still open is \`rejected\`
  (\`NO_LONGER_VALID\`). If nothing was sent it is the plain 400 or 403.
- **A 207 with something \`deferred\`** carries \`Retry-After\`, like a 503.
- **A request that was cut** at Batch's 10,000 says in \`of\` which places of its lists a result is about, from and up to, not including:
  \`{"custom_ids": [10000, 20000]}\`. A place that repeats an earlier one belongs to that.
- **An answer over Lambda's 6 MB**: entries of one app that are alike in status and error are told as one, with \`calls\` in place
  of token, items and \`of\`.
`;
  // What comes after, from the picture on, is written by hand.
  const [, afterwards = ''] = readFileSync(PAGE, 'utf8').split('\n![');
  await expect(`${text}\n![${afterwards}`).toMatchFileSnapshot(PAGE);
});
