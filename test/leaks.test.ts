import { basename, dirname } from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, type ReceiveMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ENDPOINTS } from '../lib/endpoints/catalog.ts';
import { LOCAL_ACCOUNT } from '../local/aws/account.ts';
import { createLambda, type LambdaFunction } from '../local/aws/lambda.ts';
import { environmentOf } from '../local/environment.ts';
import { LOCAL_SECRET } from '../local/stack.ts';
import { requests, toJsonText } from './support/mutations.ts';
import { PATIENT } from './support/patience.ts';
import { validFor } from './support/requests.ts';
import { useStack } from './support/stack.ts';
import { record } from './support/work.ts';

const KEYS = [LOCAL_SECRET.restApiKey, ...Object.values(LOCAL_SECRET.apps), ...Object.values(LOCAL_SECRET.projects)];

/** Stands in every text that a caller thinks up. */
const MARK = 'PRIVATE';

/** What takes a body; the members of reads are told of nowhere, and their answers are Batch's own. */
const CAPABILITIES = ENDPOINTS.filter(({ route }) => route.method === 'POST').map((endpoint) => ({
  capability: endpoint.name,
  path: endpoint.route.path,
  valid: validFor(endpoint),
}));

/** Members whose texts Batch has thought up: with others in them a request is refused before anything else is seen. */
const WORDED =
  /^(apps|confirm|priority|push_type|language|push_time|local_push_time|time|repeat_unit|segments|icon|picture|audio|video|(url|date)\(.*)$/;

/** The same request with the mark in its texts, and in the names of members that its caller has chosen. */
function marked(value: unknown, member = ''): unknown {
  if (typeof value === 'string') {
    return WORDED.test(member) || value.startsWith('@') ? value : value.replace(/^(ue\.)?/, `$1${MARK}-`);
  }
  if (Array.isArray(value)) return value.map((each) => marked(each, member));
  if (typeof value !== 'object' || value === null) return value;
  const chosen = (name: string) => name.replace(/^(u\.|ut\.|x_)/, `$1${MARK}_`);
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [chosen(name), marked(held, name)]));
}

/** Now and then with a member that nobody knows. */
const asked = fc.tuple(fc.constantFrom(...CAPABILITIES), fc.nat(5)).chain(([{ valid, ...rest }, one]) =>
  requests(valid).map((generated) => {
    // Some of what is generated has no prototype, or an odd one.
    const request = JSON.parse(JSON.stringify(generated.request) ?? 'null');
    const isOdd = one === 0 && typeof request === 'object' && !Array.isArray(request);
    return { ...rest, request: marked(isOdd ? { ...request, [`${MARK}_odd`]: 1 } : request) };
  }),
);

const markedText = fc.stringMatching(/^\w*$/).map((text) => `${MARK}-${text}`);
const headers = fc.record(
  { 'idempotency-key': markedText, prefer: fc.oneof(fc.constant('respond-async'), markedText), 'x-id': markedText },
  { requiredKeys: [] },
);

/** What Batch does; `echo` repeats all that it was sent. */
const faults = fc.constantFrom(
  ...['none', 'none', '400', '401', '403', '404', '500', '502', '503-proxy', 'garbage', 'echo'],
  ...['reset-before-reading', 'reset-after-reading', 'hang'],
);

/** A queue does not wait after a 429. */
const queueFaults = fc.oneof({ weight: 15, arbitrary: faults }, { weight: 1, arbitrary: fc.constant('429') });

/** What is no event of AWS's. */
const junk = fc.constantFrom<unknown[]>(
  null,
  MARK,
  {},
  { Records: [MARK] },
  { Records: [{ body: 7 }] },
  { body: [MARK] },
);

const SETTINGS = {
  ...PATIENT,
  BATCH_TIMEOUT_MS: '10',
  ALLOW_LIVE_CAMPAIGNS: 'true',
  POWERTOOLS_LOG_LEVEL: 'DEBUG',
  POWERTOOLS_LOGGER_LOG_EVENT: 'true',
};

describe('no key, token, id, title or body is printed', () => {
  const { post, fault, control, output, stack } = useStack(SETTINGS);
  /** Functions of queues, away from their queues. */
  const workers = new Map<string, LambdaFunction>();
  let sqs: SQSClient;

  beforeAll(() => {
    const { service, awsEnvironment, batch } = stack();
    const environment = { ...awsEnvironment, BATCH_API_URL: batch.url, ...SETTINGS };
    for (const fn of service.functions.filter(({ queue }) => queue)) {
      const all = { ...environmentOf(fn, stack().sqs), ...environment };
      workers.set(
        basename(dirname(fn.bundle)),
        createLambda(fn, all, (text) => output.push(text)),
      );
    }
    sqs = new SQSClient({ ...clientOptions('SQS') });
  });
  afterAll(async () => {
    for (const worker of workers.values()) await worker.stop();
    sqs.destroy();
  });

  const clientOptions = (service: string) => ({
    endpoint: stack().awsEnvironment[`AWS_ENDPOINT_URL_${service}`] ?? '',
    ...LOCAL_ACCOUNT,
  });

  async function receive(ask: ReceiveMessageCommandInput) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(ask));
    return Messages;
  }

  async function misbehave(kind: string, request: unknown): Promise<void> {
    await control('DELETE', 'faults');
    const message = `${MARK}-echo ${toJsonText(request)} ${KEYS.join(' ')}`;
    const echo = { kind: 'answer', status: 400, body: JSON.stringify({ code: 31, message }) };
    if (kind !== 'none') await fault(kind === 'echo' ? echo : { kind });
  }

  /** `said` is what has to be there all the same. */
  function expectNoLeak(...said: string[]): void {
    const lines = output.join('').split('\n');
    for (const text of said)
      expect(
        lines.some((line) => line.includes(text)),
        text,
      ).toBe(true);
    expect(lines.filter((line) => [...KEYS, MARK].some((secret) => line.includes(secret)))).toEqual([]);
  }

  it('whatever is asked over HTTP, and whatever Batch does', async () => {
    await fc.assert(
      fc.asyncProperty(asked, headers, faults, async ({ path, request }, headers, kind) => {
        await misbehave(kind, request);
        const answer = await post(path, toJsonText(request), headers as Record<string, string>);
        for (const key of KEYS) expect(JSON.stringify(answer.body)).not.toContain(key);
      }),
      { numRuns: 150 },
    );
    expectNoLeak('"outcome":"accepted"', '"outcome":"unknown"', '"outcome":"rejected"', '"Accepted":');
  });

  it('whatever is queued, and whatever Batch does', async () => {
    const attributes = fc.record({ idempotency_key: markedText, [MARK]: markedText }, { requiredKeys: [] });
    const wrapped = fc.constantFrom('bare', 'event', 'foreign event', 'no JSON');
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        asked,
        wrapped,
        attributes,
        queueFaults,
        async ({ capability, request }, form, attributes, kind) => {
          await misbehave(kind, request);
          const text = toJsonText(request);
          const detailType = form === 'event' ? titleOf(capability) : MARK;
          const event = `{"id":"${MARK}-${count}","detail-type":"${detailType}","detail":${text || 'null'}}`;
          const body = form === 'bare' ? text : form === 'no JSON' ? `${MARK} ${text}` : event;
          const message = record(`message-${count++}`, body, {
            messageAttributes: attributes as Record<string, string>,
          });
          await workers.get(capability)?.invoke({ Records: [message] });
        },
      ),
      { numRuns: 300 },
    );
    expectNoLeak('"outcome":"accepted"', '"fate":"dead"', '"fate":"deferred"', '"ParkedMessages":');
  });

  it('in the attributes that we add to a dead letter', async () => {
    for (const { capability } of CAPABILITIES) {
      const QueueUrl = stack().sqs.queueUrl(`batch-push-functions-local-${capability}-dead-letters`);
      const ask = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['reason', 'detail', 'source'] };
      let count = 0;
      for (let letters = await receive(ask); letters.length > 0; letters = await receive(ask)) {
        for (const { MessageAttributes } of letters) expect(JSON.stringify(MessageAttributes)).not.toContain(MARK);
        count += letters.length;
      }
      expect(count, capability).toBeGreaterThan(10);
    }
  });

  it('when an event is none of AWS’s', async () => {
    await fc.assert(
      fc.asyncProperty(junk, fc.constantFrom(...workers.values()), async (event, worker) => {
        await worker.invoke(event).catch((error: Error) => expect(error.message).not.toContain(MARK));
      }),
    );
    expectNoLeak();
  });

  it('in the answers to bad input', async () => {
    const recipients = { custom_ids: [{ id: MARK }] };
    const request = { group_id: `${MARK} group`, recipients, message: MARK, apps: [MARK] };
    const answer = await post('/transactional/send', JSON.stringify(request));
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain(MARK);
  });

  it('when the secret is none', async () => {
    const secretsManager = new SecretsManagerClient(clientOptions('SECRETS_MANAGER'));
    const SecretId = 'batch-push-functions/local';
    await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: `{"restApiKey": ${KEYS.join()}` }));
    secretsManager.destroy();
    await misbehave('401', {});
    const push = { group_id: 'g', recipients: { custom_ids: ['u'] }, message: { body: 'b' }, apps: ['ios'] };
    // What was done to Batch above may have opened the function's circuit breaker, which closes by itself.
    await vi.waitFor(
      async () => {
        const answer = await post('/transactional/send', JSON.stringify(push));
        for (const key of KEYS) expect(JSON.stringify(answer.body)).not.toContain(key);
        expect(answer.status).toBe(500);
      },
      { timeout: 300_000, interval: 1_000 },
    );
    expectNoLeak();
  });
});

function titleOf(capability: string): string {
  return `Batch ${capability.replace(/(^|-)(.)/g, (_, dash, letter) => (dash ? ' ' : '') + letter.toUpperCase())}`;
}
