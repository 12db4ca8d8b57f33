import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { capabilityOf } from '../../lib/endpoints/catalog.ts';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { LOCAL_SECRET } from '../../local/stack.ts';
import { fixturesOf } from '../support/fixtures.ts';
import { eventually } from '../support/patience.ts';
import { useStack } from '../support/stack.ts';

const event = capabilityOf('transactional-send').example;

describe('transactional-send, as built, over the embedded stack', () => {
  const { post, calls, fault } = useStack();
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

  it('never repeats a push', async () => {
    await fault({ kind: 'reset-after-reading', app: 'ios' });
    const answer = await send({ ...event, apps: ['ios'] });
    expect(answer).toMatchObject({ status: 504, body: { results: [{ app: 'ios', status: 'unknown' }] } });
    expect(await calls()).toHaveLength(1);
  });

  it('tries again what was certainly not carried out', async () => {
    await fault({ kind: '503', app: 'ios', times: 2 });
    expect((await send({ ...event, apps: ['ios'] })).status).toBe(201);
    expect((await calls()).map(({ status }) => status)).toEqual([503, 503, 201]);
  });

  it('makes one call per app of ten concurrent requests with the same key, and answers the others afterwards', async () => {
    const key = { 'Idempotency-Key': 'order-7' };
    await fault({ kind: 'delay', delayMs: 2_000, times: 3 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(event, key)));
    // Who asks late finds it done, and who finds the ledger too slow is told that. `test/lib/triggers/http/ledger.test.ts` holds each to 409.
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
    const client = new SecretsManagerClient({ endpoint: stack().secretsManager.url, ...LOCAL_ACCOUNT });
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
