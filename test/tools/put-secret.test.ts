import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../lib/errors.ts';
import { LOCAL_ACCOUNT, LOCAL_VARIABLES } from '../../local/aws/account.ts';
import { AwsError, startAwsJson } from '../../local/aws/json-protocol.ts';
import { startSecretsManager } from '../../local/aws/secrets-manager.ts';
import { listen, type RunningServer, readBytes, sendJson } from '../../local/server.ts';
import { checkSecret } from '../../tools/put-secret/check.ts';
import { skipBecause, versionOf } from '../support/systems.ts';
import { bareEnvironment, bundleOf, type Finished, finish, startTool } from '../support/tool.ts';

const NAME = 'batch-push-functions/dev';
const REST_KEY = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const IOS_KEY = '5A1B2C3D4E5F60718293A4B5C6D7E8';
const WEB_KEY = 'SDK5A1B2C3D4E5F60718293A4B5C6';
const KEYS = [REST_KEY, IOS_KEY, WEB_KEY];

const secretOf = (apps: Record<string, string>, restApiKey = REST_KEY) => JSON.stringify({ restApiKey, apps });

/** Secrets Manager, and what was asked of it. */
async function startVault(secrets: Record<string, string>) {
  const emulator = await startSecretsManager({ port: 0, secrets });
  const actions: string[] = [];
  const server = await listen(0, async (request, response) => {
    const target = String(request.headers['x-amz-target']);
    const body = String(await readBytes(request, 1e6));
    actions.push(target.replace('secretsmanager.', ''));
    const answer = await fetch(emulator.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
    sendJson(response, answer.status, await answer.json());
  });
  return {
    url: server.url,
    actions,
    async stop() {
      await server.stop();
      await emulator.stop();
    },
  };
}

let running: { stop(): unknown }[];
/** Home, working and temporary directory of the tool: whatever it wrote would lie here. */
let scratch: string;
beforeEach(() => {
  running = [];
  scratch = mkdtempSync(join(tmpdir(), 'put-secret-'));
});
afterEach(async () => {
  for (const one of running.reverse()) await one.stop();
  rmSync(scratch, { recursive: true });
});

async function started<T extends { stop(): unknown }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  running.push(server);
  return server;
}

function optionsOfTool() {
  return { cwd: scratch, env: { HOME: scratch, TMPDIR: scratch, ...LOCAL_VARIABLES } };
}

/** The tool as a process of its own, without a terminal. */
async function run(url: string, input: string, ...args: string[]): Promise<Finished> {
  return finish(await startTool('put-secret', ['--endpoint-url', url, ...args], optionsOfTool()), input);
}

async function stored(url: string, VersionStage = 'AWSCURRENT'): Promise<unknown> {
  const client = new SecretsManagerClient({ endpoint: url, ...LOCAL_ACCOUNT });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: NAME, VersionStage }));
  client.destroy();
  return JSON.parse(SecretString);
}

/** Everything that could be read afterwards. */
function traces(): string {
  const entries = readdirSync(scratch, { recursive: true }).map((entry) => join(scratch, String(entry)));
  return entries.flatMap((entry) => (statSync(entry).isFile() ? readFileSync(entry, 'latin1') : [])).join('\n');
}

function expectNoKey(...texts: string[]): void {
  for (const key of KEYS)
    for (const text of [...texts, traces()]) expect(text.includes(key), 'a key shows').toBe(false);
}

describe('a secret from stdin', () => {
  it('is created, and no key shows anywhere', async () => {
    const { url, actions } = await started(startVault({}));
    const { code, stdout, stderr } = await run(url, secretOf({ ios: IOS_KEY, web: WEB_KEY }), '--yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /new secret: batch-push-functions\/dev in eu-west-1[\s\S]*3 keys[\s\S]*ios +new\n[\s\S]*web +new/,
    );
    expect(stdout).toContain('Created.');
    expect(actions).toEqual(['GetSecretValue', 'CreateSecret']);
    expect(await stored(url)).toEqual({ restApiKey: REST_KEY, apps: { ios: IOS_KEY, web: WEB_KEY } });
    expectNoKey(stdout, stderr);
  });

  it('becomes a new version of the one there is, and says which keys differ and when it takes effect', async () => {
    const { url } = await started(startVault({ [NAME]: secretOf({ ios: IOS_KEY }, 'old') }));
    const { code, stdout, stderr } = await run(url, secretOf({ ios: IOS_KEY, web: WEB_KEY }), '--yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/REST API key +changed\n +app ios +unchanged\n +app web +new\n/);
    expect(stdout).toMatch(/within 300 s \(BATCH_SECRET_TTL_SECONDS\), or at once when Batch refuses the old key/);
    expect(await stored(url)).toEqual({ restApiKey: REST_KEY, apps: { ios: IOS_KEY, web: WEB_KEY } });
    expect(await stored(url, 'AWSPREVIOUS')).toEqual({ restApiKey: 'old', apps: { ios: IOS_KEY } });
    expectNoKey(stdout, stderr);
  });

  it('has projects beside apps, or in place of them', async () => {
    const { url } = await started(startVault({ [NAME]: secretOf({ ios: IOS_KEY }) }));
    const projects = { main: WEB_KEY };
    const { stdout } = await run(url, JSON.stringify({ restApiKey: REST_KEY, projects }), '--yes');
    expect(stdout).toMatch(/project main +new\n +app ios +removed/);
    expect(await stored(url)).toEqual({ restApiKey: REST_KEY, projects });
  });

  it('warns of an alias that goes, since its callers break', async () => {
    const { url } = await started(startVault({ [NAME]: secretOf({ ios: IOS_KEY, web: WEB_KEY }) }));
    const { stdout, stderr } = await run(url, secretOf({ ios: IOS_KEY }), '--yes');
    expect(stdout).toMatch(/app web +removed/);
    expect(stderr).toMatch(/^Warning\. Without app web: .* 400/);
    expect(await stored(url)).toEqual({ restApiKey: REST_KEY, apps: { ios: IOS_KEY } });
  });

  it('warns of a REST API key that is an app key too', async () => {
    const { url } = await started(startVault({}));
    const { stdout, stderr } = await run(url, secretOf({ ios: REST_KEY }), '--yes');
    expect(stderr).toMatch(/^Warning\. The same key stands for REST API key and app ios\. Was it pasted twice\?/);
    expectNoKey(stdout, stderr);
  });

  it('is not put again when it is there already', async () => {
    const { url, actions } = await started(startVault({ [NAME]: secretOf({ ios: IOS_KEY }) }));
    const { code, stdout } = await run(url, secretOf({ ios: IOS_KEY }), '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Nothing was done.') });
    expect(actions).toEqual(['GetSecretValue']);
  });

  it('takes the place of one that the functions can not read', async () => {
    const { url } = await started(startVault({ [NAME]: '{"restApiKey":""}' }));
    const { code, stdout } = await run(url, secretOf({ ios: IOS_KEY }), '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('nothing can be compared') });
    expect(await stored(url)).toEqual({ restApiKey: REST_KEY, apps: { ios: IOS_KEY } });
  });

  it('goes under the name it is given', async () => {
    const { url } = await started(startVault({}));
    const { stdout } = await run(url, secretOf({ ios: IOS_KEY }), '--yes', '--stage', 'prod', '--secret-id', NAME);
    expect(stdout).toContain(`A new secret: ${NAME} in`);
  });

  it('is not put without --yes, since there is nobody to ask', async () => {
    const { url, actions } = await started(startVault({}));
    const { code, stdout, stderr } = await run(url, secretOf({ ios: IOS_KEY }));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('needs --yes. Nothing was done.');
    expect(actions).toEqual([]);
  });

  it('with faults is refused, every one of them named', async () => {
    const { url, actions } = await started(startVault({}));
    const faulty = JSON.stringify({ restApiKey: `${REST_KEY} `, apps: { ios: IOS_KEY, [WEB_KEY]: 'web' } });
    const { code, stdout, stderr } = await run(url, faulty, '--yes');
    expect({ code, stdout, actions }).toEqual({ code: 1, stdout: '', actions: [] });
    expect(stderr).toMatch(/At fault: `restApiKey`, `apps`\. Nothing was done\./);
    expectNoKey(stdout, stderr);
  });

  it.each([
    ['nothing', '', 'not JSON'],
    ['half of it', `{"restApiKey": "${REST_KEY}`, 'not JSON'],
    ['a key without its alias', JSON.stringify({ restApiKey: REST_KEY, apps: IOS_KEY }), 'At fault: `apps`.'],
    ['an app key in the place of an alias', secretOf({ [IOS_KEY]: 'ios' }), 'At fault: `apps`.'],
    ['a REST key in the place of an alias', secretOf({ [REST_KEY]: 'ios' }), 'looks like a key'],
    [
      'one key under two aliases, by which people would be pushed twice',
      secretOf({ ios: IOS_KEY, web: IOS_KEY }),
      'The apps `ios` and `web` of the secret have the same key.',
    ],
  ])('is refused without a word of it: %s', (_, input, fault) => {
    expect(() => checkSecret(input)).toThrow(ConfigurationError);
    expect(() => checkSecret(input)).toThrow(fault);
    expect(() => checkSecret(input)).not.toThrow(new RegExp(KEYS.join('|')));
  });
});

describe('the command line', () => {
  it('takes no keys, and repeats none', async () => {
    const { code, stdout, stderr } = await run(
      'http://localhost',
      '',
      IOS_KEY,
      '--stage',
      'a/b',
      '--secret-id',
      'arn:aws:x',
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const fault of ['asked for, or read from stdin', '--stage', '--secret-id', 'npm run put-secret']) {
      expect(stderr).toContain(fault);
    }
    const unknown = await run('http://localhost', '', `--rest-api-key=${REST_KEY}`);
    expect(unknown.stderr).toContain("Unknown option '--rest-api-key'.");
    expectNoKey(stderr, unknown.stderr);
  });
});

describe('when AWS refuses', () => {
  const refusing = (refusal: AwsError) =>
    started(
      startAwsJson(0, 'secretsmanager', {
        GetSecretValue: () => Promise.reject(refusal),
        PutSecretValue: () => ({}),
      }),
    );

  it.each([
    ['AccessDeniedException', 'secretsmanager:PutSecretValue'],
    ['InvalidRequestException', 'restore-secret'],
    ['KMSAccessDeniedException', 'KMSAccessDeniedException'],
  ])('%s comes with what to do, and without the words of AWS', async (name, hint) => {
    const { url } = await refusing(new AwsError(name, REST_KEY));
    const { code, stderr } = await run(url, secretOf({ ios: IOS_KEY }), '--yes');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(hint) });
    expectNoKey(stderr);
  });

  it('puts a version into a secret that has none yet', async () => {
    const message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
    const { url, actions } = await refusing(new AwsError('ResourceNotFoundException', message));
    const { code } = await run(url, secretOf({ ios: IOS_KEY }), '--yes');
    expect({ code, actions }).toEqual({ code: 0, actions: ['GetSecretValue', 'PutSecretValue'] });
  });

  it('says that nobody answers', async () => {
    const gone: RunningServer = await listen(0, async () => {});
    await gone.stop();
    const { code, stderr } = await run(gone.url, secretOf({ ios: IOS_KEY }), '--yes');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('ECONNREFUSED') });
  });
});

/** That of util-linux gives a process a terminal; BSD's, and so macOS's, takes other options. */
const NO_TERMINAL = versionOf('script')?.includes('util-linux') ? undefined : 'there is no `script` of util-linux';
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const BACKSPACE = '\x7f';

/** The tool on a terminal, that of util-linux's `script`; each answer is typed when its question shows. */
async function converse(url: string, answers: readonly (readonly [question: string, answer: string])[]) {
  const tool = [process.execPath, await bundleOf('put-secret'), '--endpoint-url', url];
  const command = tool.map((word) => `'${word}'`).join(' ');
  const { cwd, env } = optionsOfTool();
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd, env: { ...bareEnvironment(), ...env } });
  let screen = '';
  let shown = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    screen += chunk;
  });
  const ended = new Promise<number | null>((end) => child.on('close', end));
  for (const [question, answer] of answers) {
    await expect.poll(() => screen.slice(shown), { timeout: 120_000 }).toContain(question);
    shown = screen.indexOf(question, shown) + question.length;
    child.stdin?.write(answer);
  }
  return { code: await ended, screen };
}

describe('on a terminal', () => {
  skipBecause(NO_TERMINAL);
  const APP = "An app's alias";
  const ANOTHER = "Another app's alias";
  const PROJECT = 'The alias of a project';

  it('asks for what a secret needs, and echoes aliases but no keys', async () => {
    const { url } = await started(startVault({}));
    const { code, screen } = await converse(url, [
      ['REST API key: ', `x${BACKSPACE}${REST_KEY}\r`],
      [APP, 'ios\r'],
      ['App key of ios: ', `  ${IOS_KEY} \r`],
      [ANOTHER, 'web\r'],
      ['App key of web: ', `${WEB_KEY}\r`],
      [ANOTHER, '\r'],
      [PROJECT, '\r'],
      ['Create this secret? [y/N]', 'y\r'],
    ]);
    expect({ code, screen }).toEqual({ code: 0, screen: expect.stringMatching(/alias.*ios\r/) });
    expect(await stored(url)).toEqual({ restApiKey: REST_KEY, apps: { ios: IOS_KEY, web: WEB_KEY } });
    expectNoKey(screen);
  });

  it('asks for projects too, and for one at least where there is no app', async () => {
    const { url } = await started(startVault({}));
    const { code, screen } = await converse(url, [
      ['REST API key: ', `${REST_KEY}\r`],
      [APP, '\r'],
      [PROJECT, '\r'],
      ['That is no alias', ''],
      [PROJECT, 'main\r'],
      ['Project key of main: ', `${IOS_KEY}\r`],
      ["Another project's alias", '\r'],
      ['Create this secret?', 'y\r'],
    ]);
    expect(code).toBe(0);
    expect(await stored(url)).toEqual({ restApiKey: REST_KEY, projects: { main: IOS_KEY } });
    expectNoKey(screen);
  });

  it('lets what the current version holds be kept, changed or removed', async () => {
    const { url } = await started(startVault({ [NAME]: secretOf({ tv: 'tv-key', ios: 'old', web: WEB_KEY }) }));
    const { code } = await converse(url, [
      ['REST API key (Enter keeps it)', '\r'],
      ['App key of tv', '-\r'],
      ['App key of ios', `${IOS_KEY}\r`],
      ['App key of web', '\r'],
      [ANOTHER, '\r'],
      [PROJECT, '\r'],
      ['Without app tv', ''],
      ['Put this version? [y/N]', 'y\r'],
    ]);
    expect(code).toBe(0);
    expect(await stored(url)).toEqual({ restApiKey: REST_KEY, apps: { ios: IOS_KEY, web: WEB_KEY } });
  });

  it('asks again for what is no key or no alias', async () => {
    const { url } = await started(startVault({}));
    const { code, screen } = await converse(url, [
      ['REST API key: ', '\r'],
      ['That is no key', ''],
      ['REST API key: ', `${REST_KEY}\r`],
      [APP, `${REST_KEY.slice(0, 8)}_\r`],
      ['That is no alias', ''],
      [APP, 'ios\r'],
      ['App key of ios: ', '-\r'],
      ['That is no key', ''],
      ['App key of ios: ', `${IOS_KEY}\r`],
      [ANOTHER, 'ios\r'],
      ['There is ios already', ''],
      [ANOTHER, '\r'],
      [PROJECT, '\r'],
      ['Create this secret?', 'y\r'],
    ]);
    expect(code).toBe(0);
    expectNoKey(screen);
  });

  it('shows nothing of a key that was pasted with something behind it', async () => {
    const { url } = await started(startVault({}));
    const { screen } = await converse(url, [
      ['REST API key: ', `${REST_KEY}\r${IOS_KEY}\r${WEB_KEY}`],
      [APP, CTRL_C],
    ]);
    expectNoKey(screen);
  });

  it.each([
    ['Ctrl-C', CTRL_C],
    ['Ctrl-D', CTRL_D],
  ])('does nothing after %s', async (_, stop) => {
    const { url, actions } = await started(startVault({}));
    const { code, screen } = await converse(url, [
      ['REST API key: ', `${REST_KEY}\r`],
      [APP, stop],
    ]);
    expect({ code, screen }).toEqual({ code: 130, screen: expect.stringContaining('Nothing was done.') });
    expect(actions).toEqual(['GetSecretValue']);
  });

  it('does nothing without a yes', async () => {
    const { url, actions } = await started(startVault({ [NAME]: secretOf({ ios: IOS_KEY }) }));
    const { code, screen } = await converse(url, [
      ['REST API key', '\r'],
      ['App key of ios', 'new\r'],
      [ANOTHER, '\r'],
      [PROJECT, '\r'],
      ['Put this version? [y/N]', '\r'],
    ]);
    expect({ code, screen }).toEqual({ code: 1, screen: expect.stringContaining('Nothing was done.') });
    expect(actions).toEqual(['GetSecretValue']);
  });
});
