import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { capabilityOf } from '../../lib/endpoints/catalog.ts';
import { LOCAL_SECRET } from '../../local/stack.ts';
import { fixturesOf } from '../support/fixtures.ts';
import { holdToRoles } from '../support/hold-to-roles.ts';
import { eventually, SOON_TIRED_OF_BATCH } from '../support/patience.ts';
import { useStack } from '../support/stack.ts';

const event = capabilityOf('transactional-send').example;

describe('transactional-send, as built, over the embedded stack', () => {
  const { post, calls, fault, awsCalls } = useStack();
  holdToRoles(awsCalls);
  const send = (request: unknown, headers = {}) =>
    post('/transactional/send', JSON.stringify(request), { 'content-type': 'application/json', ...headers });

  it('answers the example of the README with one accepted result per app', async () => {
    const answer = await send(event);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      status: 'accepted',
      results: ['ios', 'android', 'web'].map((app) => ({
        app,
        status: 'accepted',
        items: 1,
        token: expect.any(String),
      })),
    });
    const seen = await calls();
    expect(seen.map(({ app }) => app).sort()).toEqual(['android', 'ios', 'web']);
    for (const call of seen) {
      expect(call).toMatchObject({ status: 201, authorized: true, body: event });
      expect(call.path).toBe(`/1.1/local-${call.app}-key/transactional/send`);
    }
  });

  it('takes what curl sends, a form by its content type, which API Gateway hands on in base64', async () => {
    const answer = await post('/transactional/send', JSON.stringify(event), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(201);
  });

  it.each(fixturesOf('transactional-send'))('Batch takes $name', async ({ request, bodies }) => {
    expect(await send({ apps: ['ios'], ...request, idempotency_key: undefined })).toMatchObject({ status: 201 });
    expect((await calls()).map(({ body }) => body)).toEqual(bodies);
  });

  it('splits 25,000 recipients', async () => {
    const custom_ids = Array.from({ length: 25_000 }, (_, index) => `u${index}`);
    const answer = await send({ ...event, recipients: { custom_ids }, apps: ['ios'] });
    expect(answer.body.results.map(({ items }) => items)).toEqual([10_000, 10_000, 5_000]);
    const sent = (await calls()).flatMap(({ body }) => body.recipients['custom_ids'] ?? []);
    expect(new Set(sent)).toEqual(new Set(custom_ids));
    expect(sent).toHaveLength(25_000);
  });

  it.each([['500'], ['reset-before-reading'], ['reset-after-reading'], ['502'], ['503-proxy']])(
    'never repeats a push: %s',
    async (kind) => {
      // After three such in a row the function would make no call for a while.
      expect((await send({ ...event, apps: ['web'] })).status).toBe(201);
      await fault({ kind, app: 'ios' });
      const answer = await send({ ...event, apps: ['ios'] });
      expect(answer.status).toBe(504);
      expect(answer.body.results).toMatchObject([{ app: 'ios', status: 'unknown' }]);
      expect((await calls()).map(({ app }) => app)).toEqual(['web', 'ios']);
    },
  );

  it('takes a yes that can not be read for a yes', async () => {
    await fault({ kind: 'garbage', app: 'ios' });
    expect(await send({ ...event, apps: ['ios'] })).toMatchObject({
      status: 201,
      body: { results: [{ app: 'ios', status: 'accepted', items: 1 }] },
    });
    expect(await calls()).toHaveLength(1);
  });

  it('tries again what was certainly not carried out', async () => {
    await fault({ kind: '503', app: 'ios', times: 2 });
    expect((await send({ ...event, apps: ['ios'] })).status).toBe(201);
    expect((await calls()).map(({ status }) => status)).toEqual([503, 503, 201]);
  });

  it('waits 5 s after a 429, and then sends', async () => {
    await fault({ kind: '429', app: 'ios' });
    const startedAt = Date.now();
    expect((await send({ ...event, apps: ['ios'] })).status).toBe(201);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(5_000);
    expect((await calls()).map(({ status }) => status)).toEqual([429, 201]);
  });

  it('refuses 7 MB of ids and sends nothing', async () => {
    const custom_ids = Array.from({ length: 500_000 }, (_, index) => `${index}`.padStart(12, '0'));
    const answer = await send({ ...event, recipients: { custom_ids } });
    expect(answer.status).toBe(413);
    expect(await calls()).toEqual([]);
  });

  it('answers a route that is not in serverless.yml with 404', async () => {
    expect(await post('/transactional/sent', '{}')).toMatchObject({ status: 404, body: { message: 'Not Found' } });
  });
});

describe('transactional-send, where Batch says nothing', () => {
  const { post, calls, fault } = useStack(SOON_TIRED_OF_BATCH);
  const send = () => post('/transactional/send', JSON.stringify({ ...event, apps: ['ios'] }));

  it('never repeats a push', async () => {
    await fault({ kind: 'hang', app: 'ios' });
    expect(await send()).toMatchObject({ status: 504, body: { results: [{ app: 'ios', status: 'unknown' }] } });
    expect(await calls()).toHaveLength(1);
  });

  it('takes a yes for a yes that is followed by nothing', async () => {
    await fault({ kind: 'hang-in-body', app: 'ios' });
    expect(await send()).toMatchObject({
      status: 201,
      body: { results: [{ app: 'ios', status: 'accepted', items: 1 }] },
    });
    expect(await calls()).toHaveLength(1);
  });
});

describe('requests with a key', () => {
  const { post, calls, fault } = useStack();
  const send = (request: unknown, headers: Record<string, string>) =>
    post('/transactional/send', JSON.stringify(request), headers);

  it('makes one call per app of 50 concurrent requests with the same key, and answers the others afterwards', async () => {
    const key = { 'Idempotency-Key': 'order-7' };
    await fault({ kind: 'delay', delayMs: 2_000, times: 3 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(event, key)));
    // Who asks late finds it done, and who finds the ledger too slow is told that. `http-ledger.test.ts` holds each to 409.
    const told = answers.flatMap(({ body }) => body.results.map(({ status, error }) => error?.name ?? status));
    expect(['accepted', 'STILL_RUNNING', 'LEDGER_UNAVAILABLE']).toEqual(expect.arrayContaining([...new Set(told)]));
    const called = (await calls()).map(({ app }) => app);
    expect(called.length).toBe(new Set(called).size);

    const replay = await eventually(async () => {
      const answer = await send(event, key);
      expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
      return answer;
    });
    for (const { body } of answers.filter(({ status }) => status === 201)) expect(body).toEqual(replay.body);
    await eventually(async () => expect((await send({ ...event, group_id: 'other' }, key)).status).toBe(422));
    expect((await calls()).map(({ app }) => app).sort()).toEqual(['android', 'ios', 'web']);
  });
});

describe('a rotation of the keys', () => {
  const { post, calls, stack } = useStack();
  const send = () => post('/transactional/send', JSON.stringify({ ...event, apps: ['ios'] }));

  async function putSecret(secret: typeof LOCAL_SECRET): Promise<void> {
    const client = new SecretsManagerClient({
      endpoint: stack().secretsManager.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const SecretString = JSON.stringify(secret);
    await client.send(new PutSecretValueCommand({ SecretId: 'batch-push-functions/local', SecretString }));
    client.destroy();
  }
  const reads = () => stack().secretsManager.actions.filter((action) => action.endsWith('GetSecretValue')).length;

  it('costs 50 concurrent requests one read of the secret and no push', async () => {
    await putSecret({ ...LOCAL_SECRET, restApiKey: 'local-old-key' });
    expect(await send()).toMatchObject({
      status: 500,
      body: { results: [{ error: { name: 'AUTHENTICATION_INVALID' } }] },
    });
    expect((await calls()).map(({ status }) => status)).toEqual([401, 401]);

    await putSecret(LOCAL_SECRET);
    const before = reads();
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
    expect(reads() - before).toBe(1);
    expect((await calls()).filter(({ status }) => status === 201)).toHaveLength(50);
  });
});
