import type { IncomingHttpHeaders } from 'node:http';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it } from 'vitest';
import { CATALOG, ENDPOINTS } from '../../lib/endpoints/catalog.ts';
import { LOCAL_ACCOUNT, LOCAL_VARIABLES } from '../../local/aws/account.ts';
import { listen, type RunningServer, readBytes, sendJson } from '../../local/server.ts';
import { LOCAL_SECRET } from '../../local/stack.ts';
import { readArguments } from '../../tools/smoke/arguments.ts';
import { pushRequest, SMOKE_REQUESTS, windowEnd } from '../../tools/smoke/requests.ts';
import { faultsOf, judge } from '../../tools/smoke/verdict.ts';
import { aliasesFor } from '../support/capabilities.ts';
import { useStack } from '../support/stack.ts';
import { type Finished, finish, startTool } from '../support/tool.ts';

/** The tool as a process of its own. */
async function smoke(args: readonly string[], aws: Record<string, string> = LOCAL_VARIABLES): Promise<Finished> {
  const env = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...aws };
  return finish(await startTool('smoke', args, { env }));
}

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A server that answers everything alike, and what it was asked. */
async function answering(status: number, body: unknown): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  server = await listen(0, async (request, response) => {
    const { url = '', headers } = request;
    seen.push({ path: url, headers, body: String(await readBytes(request, 1e6)) });
    if (typeof body !== 'string') return sendJson(response, status, body);
    response.writeHead(status).end(body);
  });
  return { url: server.url, seen };
}

describe('against the embedded stack', () => {
  const { stack, url, calls, fault } = useStack({ BATCH_SECRET_TTL_SECONDS: '0' });
  const atStack = (...args: string[]) => smoke(['--url', url(), ...args]);

  async function put(secret: unknown): Promise<void> {
    const { secretsManager, service } = stack();
    const client = new SecretsManagerClient({ endpoint: secretsManager.url, ...LOCAL_ACCOUNT });
    const SecretId = String(service.functions[0]?.environment['BATCH_SECRET_ID']);
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(secret) }));
    client.destroy();
  }

  it('asks each capability once, by its route, and there is no other route', () => {
    const routes = stack().service.functions.flatMap((fn) => fn.routes.map(({ method, path }) => `${method} ${path}`));
    const others = CATALOG.flatMap(({ route: { method, otherPath } }) => (otherPath ? [`${method} ${otherPath}`] : []));
    const asked = CATALOG.map(({ route }) => `${route.method} ${route.path}`);
    expect([...asked, ...others].sort()).toEqual(routes.sort());
    expect([...SMOKE_REQUESTS.keys()]).toEqual(CATALOG.map(({ name }) => name));
  });

  it('passes, tells the apps of the secret, and Batch is not bothered', async () => {
    const { code, stdout, stderr } = await atStack();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const [capability, { expects }] of SMOKE_REQUESTS) {
      const endpoint = ENDPOINTS.find(({ name }) => name === capability);
      const reached = endpoint && aliasesFor(endpoint).join(', ');
      const told = expects === 'plan' ? `200 .* ${reached} ` : '400 .* – ';
      expect(stdout).toMatch(new RegExp(`${capability} .* ${told}`));
    }
    expect(await calls()).toEqual([]);
  });

  it('sends one push if asked to, and only one however often it is asked until the time it tells', async () => {
    const push = ['--push-to', 'Zoë', '--app', 'ios'];
    const both = [await atStack(...push), await atStack(...push)];
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    for (const { stdout } of both) expect(stdout).toMatch(/201 \{[\s\S]*"status": "accepted"/);
    const times = new Set(both.map(({ stdout }) => /Until (\d\d:\d\d) UTC/.exec(stdout)?.[1]));
    const made = await calls();
    // Two, should the time have come in between.
    expect(made).toHaveLength(times.size);
    expect(both.filter(({ stdout }) => stdout.includes('Now nothing was sent.'))).toHaveLength(2 - times.size);
    expect(made[0]).toMatchObject({ app: 'ios', status: 201, body: { recipients: { custom_ids: ['Zoë'] } } });
  });

  it('fails with the push', async () => {
    await fault({ kind: '500' });
    const { code, stdout } = await atStack('--push-to', 'u-500', '--app', 'ios');
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('504 {') });
  });

  it('pushes to nobody while something is wrong, and says which command mends a faulty secret', async () => {
    await put({ restApiKey: 'a key' });
    const { code, stdout, stderr } = await atStack('--stage', 'test', '--push-to', 'u2', '--app', 'ios');
    await put(LOCAL_SECRET);
    expect(code).toBe(1);
    expect(stdout).toMatch(/transactional-send .* 500 .* failed/);
    expect(stderr).toMatch(/At fault: `restApiKey`, `apps`.*npm run put-secret -- --stage test/);
    expect(await calls()).toEqual([]);
  });

  it('passes without projects, and says which capability that leaves out', async () => {
    const { projects: _, ...secret } = LOCAL_SECRET;
    await put(secret);
    const { code, stdout } = await atStack();
    await put(LOCAL_SECRET);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/profiles-update .* 500 .* The secret has no `projects`/),
    });
  });

  it('says which command mends keys that Batch refuses', async () => {
    await put({ ...LOCAL_SECRET, restApiKey: 'revoked' });
    const { code, stdout } = await atStack('--push-to', 'u3', '--app', 'ios');
    await put(LOCAL_SECRET);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('npm run put-secret -- --stage dev') });
    expect(stdout).not.toContain('revoked');
  });

  it('says so when there is no such route', async () => {
    const { code, stderr } = await smoke(['--url', `${url()}/prod`]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Wrong URL, stage or region') });
  });
});

describe('what is likely wrong', () => {
  it.each([
    [401, { message: 'Unauthorized' }, 'authorizer=jwt'],
    [403, { message: 'Forbidden' }, 'execute-api:Invoke'],
    [404, { message: 'Not Found' }, 'URL, stage or region'],
    [429, { message: 'Too Many Requests' }, 'throttles'],
    [
      500,
      { message: 'Internal Server Error' },
      'did not start. Mostly it is the secret: `npm run put-secret -- --stage prod`',
    ],
    [500, { detail: 'The secret is not JSON.' }, 'The secret is not JSON. Mostly'],
    [503, { message: 'Service Unavailable' }, 'It passes'],
    [503, { detail: 'Secrets Manager gave no secret.' }, 'Secrets Manager gave no secret. It passes'],
    [301, undefined, 'another service'],
    [200, undefined, 'another service'],
    [200, null, 'another service'],
    [200, { status: 'accepted', results: [{ app: 'ios', status: 'planned' }] }, 'another service'],
    [200, { status: 'dry_run', results: [] }, 'another service'],
    [200, { status: 'dry_run', results: [{ app: 'ios', status: 'planned' }, null] }, 'another service'],
  ])('after %i %j is %s', (status, body, hint) => {
    expect(judge({ status, body, isReplayed: false }, 'prod')).toEqual({ fault: expect.stringContaining(hint) });
  });

  it('is told once, however many requests it befalls', async () => {
    const { url } = await answering(403, { message: 'Forbidden' });
    const { code, stdout, stderr } = await smoke(['--url', url]);
    expect(code).toBe(1);
    expect(stdout.match(/ 403 .* failed/g)).toHaveLength(CATALOG.length);
    expect(stderr.match(/execute-api:Invoke/g)).toHaveLength(1);
  });

  it('is told where functions hold different versions of the secret', () => {
    const reached = (account: 'app' | 'project', ...aliases: string[]) => ({ reached: { account, aliases } });
    const of = reached('project', 'main');
    expect(faultsOf([reached('app', 'ios'), of, reached('app', 'ios'), of])).toEqual([]);
    expect(faultsOf([reached('app', 'ios'), of, reached('app', 'ios', 'tv'), of])).toEqual([
      expect.stringMatching(/different apps.* 300 s/),
    ]);
  });

  it('without a connection is told too', async () => {
    const { url } = await answering(200, {});
    await server?.stop();
    const { code, stderr } = await smoke(['--url', url]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('No connection (ECONNREFUSED)') });
  });

  it('without credentials is told too', async () => {
    const { url, seen } = await answering(200, {});
    const { code, stderr } = await smoke(['--url', url], { AWS_REGION: 'eu-west-1' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('No AWS credentials.') });
    expect(seen).toEqual([]);
  });

  it.each([
    [['--push-to', 'u1'], 'need each other'],
    [['--app', 'ios'], 'need each other'],
    [['--url', 'ftp://x'], '--url'],
    [['--endpoint-url', 'x'], '--endpoint-url'],
    [['--stage', 'a/b'], '--stage'],
    [['--colour'], '--colour'],
    [['prod'], 'prod'],
  ])('on the command line %j is %s', (args, fault) => {
    expect(readArguments(args)).toEqual({ faults: [expect.stringContaining(fault)] });
  });

  it('on the command line is told with the manual', async () => {
    const { code, stdout, stderr } = await smoke(['--colour']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const told of ["Unknown option '--colour'.", 'npm run smoke -- ']) expect(stderr).toContain(told);
  });
});

describe('a request', () => {
  it('is signed for the API in its region, body and session included', async () => {
    const { url, seen } = await answering(403, {});
    await smoke(['--url', `${url}/base/`, '--region', 'eu-west-3'], {
      ...LOCAL_VARIABLES,
      AWS_SESSION_TOKEN: 'session',
    });
    const asked = [...SMOKE_REQUESTS.values()].map(({ path }) => `/base${path}`);
    expect(seen.map(({ path }) => path).sort()).toEqual(asked.sort());
    for (const { headers } of seen) {
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/eu-west-3\/execute-api\/aws4_request, SignedHeaders=(?:content-type;)?host;.*x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
      );
      expect(headers['x-amz-security-token']).toBe('session');
    }
  });

  it('goes to the URL among the outputs of the stack', async () => {
    const { url: gateway } = await answering(200, {});
    const other = server;
    const output = `<member><OutputKey>HttpApiUrl</OutputKey><OutputValue>${gateway}</OutputValue></member>`;
    const { url, seen } = await answering(
      200,
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>${output}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
    const { stdout } = await smoke(['--stage', 'prod', '--endpoint-url', url]);
    await other?.stop();
    expect(stdout).toMatch(new RegExp(`^${gateway}\n[\\s\\S]* 200 `));
    expect(seen[0]?.body).toContain('StackName=batch-push-functions-prod');
  });

  it.each([
    ['ValidationError', 'There is no deployed stack batch-push-functions-dev in eu-west-1.'],
    ['AccessDenied', 'cloudformation:DescribeStacks'],
  ])('goes nowhere when CloudFormation says %s', async (name, hint) => {
    const error = `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>no</Message></Error></ErrorResponse>`;
    const { url } = await answering(400, error);
    const { code, stdout, stderr } = await smoke(['--endpoint-url', url]);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining(hint) });
  });
});

describe('the name of a push', () => {
  const at = Date.parse('2035-01-01T10:03:20Z');
  const keyOf = (customId: string, app: string, now: number) =>
    pushRequest(customId, app, now).headers?.['idempotency-key'];

  it('stays until the time that is told, and is another one afterwards', () => {
    const end = windowEnd(at);
    expect(end.toISOString()).toBe('2035-01-01T10:05:00.000Z');
    expect(keyOf('u1', 'ios', end.getTime() - 1)).toBe(keyOf('u1', 'ios', at));
    expect(keyOf('u1', 'ios', end.getTime())).not.toBe(keyOf('u1', 'ios', at));
  });

  it('differs by person and by app, and tells of neither', () => {
    const keys = [keyOf('u1', 'ios', at), keyOf('u2', 'ios', at), keyOf('u1', 'web', at), keyOf('Zoë', 'ios', at)];
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key).toMatch(/^smoke-[0-9a-f]{16}-2035-01-01T10:05:00\.000Z$/);
  });
});
