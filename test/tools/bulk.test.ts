import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_VARIABLES } from '../../local/aws/account.ts';
import { listen, type RunningServer, readBytes, sendJson } from '../../local/server.ts';
import { readArguments } from '../../tools/bulk/arguments.ts';
import { start as begin, FailedError } from '../../tools/bulk/send.ts';
import { openGateway } from '../../tools/shared/gateway.ts';
import { eventually } from '../support/patience.ts';
import { useStack } from '../support/stack.ts';
import { NO_SIGNALS } from '../support/systems.ts';
import { type Finished, finish, startTool } from '../support/tool.ts';

const ID = 'a-bulk-of-no-contents';
const PUSH = ['--capability', 'transactional-send', '--request', '{"group_id":"spring","message":{"body":"Hi"}}'];

const scratch = mkdtempSync(join(tmpdir(), 'bulk-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function fileOf(name: string, lines: readonly string[]): string {
  const path = join(scratch, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const ids = fileOf('ids.csv', ['id', ...Array.from({ length: 25_000 }, (_, index) => `person-${index}`)]);
const few = fileOf('few.csv', ['id', 'person-1', 'person-2']);

const start = (args: readonly string[]) =>
  startTool('bulk', args, { env: { HOME: '/nonexistent', ...LOCAL_VARIABLES } });
const bulk = async (...args: string[]): Promise<Finished> => finish(await start(args));

describe('against the embedded stack', () => {
  const { url, stack, calls } = useStack();
  const atStack = (...args: string[]) => bulk(...args, '--url', url());

  it('sends to all lines of a file, tells the counts by app, and who they are to nobody', async () => {
    const { code, stdout, stderr } = await atStack('send', ids, ...PUSH);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('25,000 lines: 25,000 items in 3 parts (3 accepted), 0 repeated, 0 refused.');
    for (const app of ['ios', 'android', 'web']) expect(stdout).toMatch(new RegExp(`${app} .* accepted .* 25,000 `));
    expect(await calls()).toHaveLength(9);
    expect(stdout).not.toMatch(/person-|Signature|X-Amz/);
    expect(stdout).not.toContain(String(stack().awsEnvironment['AWS_ENDPOINT_URL_S3']));
    const id = /Started: (\S+)/.exec(stdout)?.[1] ?? '';
    expect(await atStack('status', id)).toMatchObject({ code: 0, stdout: expect.stringContaining('25,000 lines') });
    expect(await atStack('cancel', id)).toMatchObject({ code: 0, stdout: expect.stringContaining('done.') });
  });

  it('fails for refused lines, and tells where they are and what is wrong with them', async () => {
    const path = fileOf('refused.ndjson', ['"person-1"', '7', '"person-2"', '"person-1"']);
    const { code, stdout } = await atStack('send', path, ...PUSH);
    expect(code).toBe(1);
    expect(stdout).toContain('4 lines: 2 items in 1 part (1 accepted), 1 repeated, 1 refused.');
    expect(stdout).toMatch(/Refused:\n {2}line 2: \S/);
    expect(stdout).not.toContain('person-');
  });

  it('fails for a file that ends a bulk, and says why', async () => {
    const { code, stdout } = await atStack('send', few, ...PUSH, '--column', 'user');
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('NO_SUCH_COLUMN') });
  });

  it('starts what lies in the bucket already once, however often it is repeated under its key', async () => {
    const upload = await fetch(`${url()}/bulk/upload`, { method: 'POST', body: '{}' });
    const put = (await upload.json()) as { key: string; url: string };
    await fetch(put.url, { method: 'PUT', body: 'id\nperson-1\n' });
    const again = ['send', '--uploaded', put.key, '--format', 'csv', ...PUSH, '--key', 'spring-2'];
    const { code, stdout } = await atStack(...again);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Started: /m) });
    expect(stdout).toContain('Idempotency-Key of the start: spring-2\n');
    expect(await atStack(...again)).toMatchObject({ code: 0, stdout: expect.stringContaining('Started before') });
    expect(await calls()).toHaveLength(3);
  });

  it('says so when a bulk is not known', async () => {
    const { code, stderr } = await atStack('status', ID);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('The stack says 404.') });
  });
});

interface Seen {
  readonly route: string;
  readonly key: unknown;
  readonly length: unknown;
  readonly body: string;
}

const RUNNING = {
  id: ID,
  capability: 'transactional-send',
  status: 'running',
  ...{ lines: 2, items: 2, repeated: 0, refused: 0, refused_lines: [] },
  parts: { total: 1, queued: 1 },
  results: [{ app: 'ios', status: 'queued', items: 2 }],
};
const DONE = {
  ...RUNNING,
  status: 'done',
  parts: { total: 1, accepted: 1 },
  results: [{ app: 'ios', status: 'accepted', items: 2 }],
  ended: '2026-11-26T12:00:00Z',
};

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A stack that does as `script` says, one entry for each request of a route; the last entry goes on. A null hangs up. */
async function scripted(script: Record<string, readonly ([number, unknown] | null)[]>) {
  const seen: Seen[] = [];
  const turns = new Map<string, number>();
  server = await listen(0, async (request, response) => {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    const { 'idempotency-key': key, 'content-length': length } = request.headers;
    seen.push({ route, key, length, body: String(await readBytes(request, 1e6)) });
    const turn = turns.get(route) ?? 0;
    turns.set(route, turn + 1);
    const said = { ...usual(), ...script }[route] ?? [];
    const answer = said[Math.min(turn, said.length - 1)];
    if (!answer) return void request.socket.destroy();
    sendJson(response, ...answer);
  });
  const usual = (): Record<string, readonly ([number, unknown] | null)[]> => ({
    'POST /bulk/upload': [[201, { key: 'object', url: `${server?.url}/bucket/object?X-Amz-Signature=s` }]],
    'PUT /bucket/object': [[200, {}]],
    'POST /bulk': [[202, { id: ID, status: 'running' }]],
    [`GET /bulk/${ID}`]: [[200, DONE]],
  });
  const of = (route: string) => seen.filter((one) => one.route === route);
  return { url: server.url, seen, of, run: (...args: string[]) => bulk(...args, '--url', `${server?.url}`) };
}

/** What the tool does up to the start, without a process, and without time that passes between its tries. */
function startAt(url: string, ...args: string[]) {
  const asked = readArguments(['send', few, ...PUSH, ...args]);
  if (asked === 'help' || !('order' in asked)) return expect.unreachable();
  const gateway = openGateway(url, new CloudFormationClient(LOCAL_ACCOUNT));
  const asking = { gateway, signal: new AbortController().signal, sleep: async () => {}, now: () => 0 };
  const said: string[] = [];
  return { said, started: begin(asked.order, asking, (text) => said.push(text)) };
}

describe('a start', () => {
  it.each([
    ['is throttled or out of reach', [503, {}]],
    ['may have been taken', [504, {}]],
    ['is not answered', null],
  ] as const)('that %s is repeated under the same key', async (_, answer) => {
    const { url, of } = await scripted({ 'POST /bulk': [answer as [number, unknown] | null, [202, { id: ID }]] });
    expect(await startAt(url).started).toMatchObject({ id: ID });
    const [first, second, ...others] = of('POST /bulk');
    expect(others).toEqual([]);
    expect(first?.key).toMatch(/^bulk-tool-/);
    expect(second).toEqual(first);
    expect(of('PUT /bucket/object')).toHaveLength(1);
  });

  it('that stays without an answer is told with the command that repeats it', async () => {
    const { url, of } = await scripted({ 'POST /bulk': [[504, { detail: 'Nobody knows.' }]] });
    await expect(startAt(url, '--key', 'spring-1').started).rejects.toThrow(
      /504\. Nobody knows\.[\s\S]*npm run bulk -- send --uploaded object --format csv --key spring-1 /,
    );
    expect(of('POST /bulk')).toHaveLength(5);
  });

  it('that is refused is not repeated, and told with every fault', async () => {
    const errors = [{ pointer: '/request/apps', detail: 'no such app' }];
    const { of, run } = await scripted({ 'POST /bulk': [[400, { detail: 'No.', errors }]] });
    const { code, stderr } = await run('send', few, ...PUSH);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'The stack says 400. No.\n/request/apps: no such app\n' });
    expect(of('POST /bulk')).toHaveLength(1);
  });
});

describe('an upload', () => {
  it('is the file, with its length told beforehand', async () => {
    const { url, of } = await scripted({});
    await startAt(url).started;
    const body = 'id\nperson-1\nperson-2\n';
    expect(of('PUT /bucket/object')).toMatchObject([{ body, length: `${body.length}` }]);
    expect(JSON.parse(of('POST /bulk')[0]?.body ?? '')).toMatchObject({ file: { key: 'object', format: 'csv' } });
  });

  it.each([
    ['403', [403, {}]],
    ['ECONNRESET', null],
  ] as const)('that fails (%s) starts nothing, and its URL is not shown', async (why, answer) => {
    const { url, of } = await scripted({ 'PUT /bucket/object': [answer as [number, unknown] | null] });
    const { said, started } = startAt(url);
    await expect(started).rejects.toThrow(new FailedError(`The upload failed (${why}).\nNothing was started.`));
    expect(said).toEqual([]);
    expect(of('POST /bulk')).toEqual([]);
  });

  it('to a stack that answers nothing starts nothing', async () => {
    const { url } = await scripted({ 'POST /bulk/upload': [null] });
    await expect(startAt(url).started).rejects.toThrow(/^No answer .*\nNothing was started\.$/);
  });
});

describe('while it runs', () => {
  it('Ctrl-C without a terminal leaves it running, and says how to look at it and how to cancel it', async ({
    skip,
  }) => {
    skip(NO_SIGNALS !== undefined, NO_SIGNALS);
    const { of } = await scripted({ [`GET /bulk/${ID}`]: [[200, RUNNING]] });
    const child = await start(['send', few, ...PUSH, '--url', `${server?.url}`]);
    const finished = finish(child);
    await eventually(() => expect(of(`GET /bulk/${ID}`).length).toBeGreaterThan(0));
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect(code).toBe(130);
    for (const command of ['status', 'cancel']) {
      expect(stdout).toContain(`npm run bulk -- ${command} ${ID} --url ${server?.url}\n`);
    }
    expect(of(`POST /bulk/${ID}/cancel`)).toEqual([]);
  });
});

describe('a command line', () => {
  it.each([
    [[], 'A command is missing.'],
    [['sends'], 'sends is not a command.'],
    [['status'], 'needs the id'],
    [['status', 'short'], 'needs the id'],
    [['status', ID, '--capability', 'x'], '--capability is for `send` alone.'],
    [['send', few, few, ...PUSH], 'one argument too many'],
    [['send', ...PUSH, '--format', 'csv'], 'FILE is missing.'],
    [['send', few, ...PUSH, '--uploaded', 'object'], 'either FILE or --uploaded'],
    [['send', join(scratch, 'none.csv'), ...PUSH], "can't be read (ENOENT)"],
    [['send', scratch, ...PUSH, '--format', 'csv'], 'is not a file'],
    [['send', join(scratch, 'ids.txt'), ...PUSH], '--format is missing'],
    [['send', few, '--capability', 'transactional-send'], '--request is missing'],
    [['send', few, '--capability', 'transactional-send', '--request', '{'], '--request is not JSON'],
    [['send', few, ...PUSH, '--capability', 'campaign-create'], '/capability: '],
    [['send', few, ...PUSH, '--request', '{"group_id":"spring"}'], '/request/'],
    [['send', few, ...PUSH, '--list', 'people'], '/file/list: '],
    [['send', few, ...PUSH, '--pace', '0'], '--pace'],
    [['send', few, ...PUSH, '--key', 'two words'], '--key'],
    [['send', few, ...PUSH, '--key', 'bulk:1'], '/idempotency_key: '],
    [['send', few, ...PUSH, '--url', 'ftp://x'], '--url'],
    [['send', few, ...PUSH, '--colour'], '--colour'],
  ])('%j is at fault', (args, fault) => {
    expect(readArguments(args)).toEqual({ faults: [expect.stringContaining(fault)] });
  });

  it.each(['status', 'cancel'])(
    'takes the id of a bulk that begins with a dash, with options after it: %s',
    (command) => {
      for (const id of ['-a-bulk-of-no-contents', '--a-bulk-of-no-contents']) {
        expect(readArguments([command, id, '--stage', 'qa'])).toMatchObject({ command, id, stage: 'qa' });
      }
    },
  );

  it('at fault asks the stack nothing, and ends with 2 and the manual', async () => {
    const { seen, run } = await scripted({});
    const { code, stdout, stderr } = await run('send', few, ...PUSH, '--colour');
    expect({ code, stdout, seen }).toEqual({ code: 2, stdout: '', seen: [] });
    for (const told of ['--colour', 'npm run bulk -- send']) expect(stderr).toContain(told);
  });

  it('takes a request from a file, and what else there is to say of a bulk', () => {
    const request = fileOf('request.json', ['{"group_id":"spring","message":{"body":"Hi"}}']);
    const options = ['--list', 'install_ids', '--column', 'who', '--no-unique', '--pace', '600'];
    const asked = readArguments(['send', few, ...PUSH, '--request', `@${request}`, ...options]);
    if (asked === 'help' || !('order' in asked)) return expect.unreachable();
    expect(asked.order.bodyFor('object')).toEqual({
      capability: 'transactional-send',
      request: { group_id: 'spring', message: { body: 'Hi' } },
      file: { key: 'object', format: 'csv', column: 'who', list: 'install_ids' },
      unique: false,
      pace_per_minute: 600,
    });
  });
});
