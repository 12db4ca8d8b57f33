import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG, capabilityOf, descriptionOf, isEndpoint } from '../lib/endpoints/catalog.ts';
import { sampleOf } from '../lib/endpoints/sample.ts';
import { LOCAL_VARIABLES } from '../local/aws/account.ts';
import { type SecretsManagerEmulator, startSecretsManager } from '../local/aws/secrets-manager.ts';
import { LOCAL_SECRET } from '../local/stack.ts';
import { accept, fakeBatch } from './support/fake-batch.ts';

const root = resolve(import.meta.dirname, '..');
const capabilities = CATALOG.map(({ name }) => name);
const bundleOf = (capability: string) => resolve(root, 'dist', capability, 'index.js');

/** With room for a version or two of what is in it. `npm run bench` says what that is. */
const MAX_BUNDLE_BYTES = 392_000;
/** Of a read, which has neither ledger nor queues and so no client of theirs. Ours. */
const MAX_READ_BUNDLE_BYTES = 260_000;
/** Of the start of bulks, which holds every capability that a file may fill, and reads CSV. Ours. */
const MAX_BULK_BUNDLE_BYTES = 405_000;

/** Modules of Node that a bundle loads before its first event: each costs every cold start. */
const LOADED_AT_IMPORT = [
  'node:console',
  'node:crypto',
  'node:fs',
  'node:fs/promises',
  'node:http',
  'node:https',
  'node:os',
  'node:path',
  'node:process',
  'node:stream',
  'node:timers/promises',
];

/** The start of bulks reads CSV, by a library that is a stream and a decoder of text besides. */
const LOADED_BY_BULKS = ['node:buffer', 'stream', 'buffer', 'node:string_decoder', 'node:timers/promises'];

const atImportOf = (capability: string) =>
  capability === 'bulk-start' ? [...LOADED_AT_IMPORT, ...LOADED_BY_BULKS] : LOADED_AT_IMPORT;

/** The same for the first event, where a caller waits for it. */
const LOADED_ON_FIRST_USE: string[] = [];

/** Variables that a bundle reads before its first event. They are the SDK's: ours are read when somebody can be told. */
const READ_AT_IMPORT = [
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_BENCHMARK_MODE',
  'AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA',
  'AWS_SDK_UA_APP_ID',
];

/** Runs in a process of its own: watches what happens while a bundle is loaded and then has its first event, and tells. */
const PROBE = `
  const Module = require('node:module');
  const { Socket } = require('node:net');
  const modules = new Set(), variables = new Set();
  let connections = 0;
  const load = Module._load;
  Module._load = function (name, ...rest) { modules.add(name); return load.call(this, name, ...rest); };
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function (...to) { connections += 1; return connect.apply(this, to); };
  process.env = new Proxy(process.env, {
    get: (all, name) => { variables.add(String(name)); return all[name]; },
    has: (all, name) => { variables.add(String(name)); return name in all; },
    ownKeys: (all) => { variables.add('all of them'); return Reflect.ownKeys(all); },
  });
  const [, bundle, event] = process.argv;
  const { http } = require(bundle);
  modules.delete(bundle);
  const fetchIsLoaded = process.moduleLoadList.some((name) => name.endsWith('undici/undici'));
  const atImport = { modules: [...modules], variables: [...variables], connections, fetchIsLoaded, busy: process.getActiveResourcesInfo() };
  modules.clear();
  http(JSON.parse(event), {}).then(({ statusCode }) => {
    process.stderr.write(JSON.stringify({ atImport, onFirstUse: [...modules].filter((name) => !atImport.modules.includes(name)), statusCode }));
    process.exit();
  });
`;

interface Seen {
  readonly atImport: {
    readonly modules: string[];
    readonly variables: string[];
    readonly connections: number;
    /** The global fetch, 20 ms that nobody here needs. */
    readonly fetchIsLoaded: boolean;
    /** What keeps the process alive. */
    readonly busy: string[];
  };
  /** Modules. */
  readonly onFirstUse: string[];
  readonly statusCode: number;
}

let batch: Awaited<ReturnType<typeof fakeBatch>>;
let secretsManager: SecretsManagerEmulator;
beforeAll(async () => {
  batch = await fakeBatch(accept);
  secretsManager = await startSecretsManager({ port: 0, secrets: { keys: JSON.stringify(LOCAL_SECRET) } });
});
afterAll(() => Promise.all([batch.stop(), secretsManager.stop()]));

async function watch(capability: string): Promise<Seen> {
  const env = {
    ...LOCAL_VARIABLES,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    BATCH_API_URL: batch.url,
    BATCH_SECRET_ID: 'keys',
    // Nothing is there: what has to ask the ledger says so.
    LEDGER_TABLE: 'ledger',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
    BULK_BUCKET: 'bucket',
    QUEUE_URL: 'http://127.0.0.1:9/queue',
  };
  const event = JSON.stringify(sampleOf(capabilityOf(capability)));
  const { stderr } = await promisify(execFile)(process.execPath, ['-e', PROBE, bundleOf(capability), event], { env });
  return JSON.parse(stderr.slice(stderr.indexOf('{"atImport"')));
}

/** Says by how much a figure is over its budget, or nothing. */
function overrun(what: string, actual: number, budget: number): string[] {
  return actual <= budget ? [] : [`${what}: ${actual}, which is ${actual - budget} over the budget of ${budget}`];
}

/** Says what a list has that its budget has not, and, of what calls Batch, the other way round. */
function drift(what: string, actual: readonly string[], budget: readonly string[], isWhole: boolean): string[] {
  return [
    ...actual.filter((name) => !budget.includes(name)).map((name) => `${what}: ${name} is new`),
    ...(isWhole ? budget : [])
      .filter((name) => !actual.includes(name))
      .map((name) => `${what}: ${name} is gone, and so may be its line`),
  ];
}

describe.each(capabilities)('the bundle of %s', (capability) => {
  it('keeps to its size', () => {
    const { length } = readFileSync(bundleOf(capability));
    const { effect } = capabilityOf(capability);
    const most = effect === 'read' ? MAX_READ_BUNDLE_BYTES : MAX_BUNDLE_BYTES;
    expect(
      overrun(`bytes of ${capability}`, length, capability === 'bulk-start' ? MAX_BULK_BUNDLE_BYTES : most),
    ).toEqual([]);
  });

  it('holds nothing that is for openapi.json alone', async () => {
    const { text } = await descriptionOf(capability);
    expect(readFileSync(bundleOf(capability)).includes(text.slice(0, 40))).toBe(false);
  });

  it('loads, reads and connects nothing new before its first event, and loads nothing new for it', async () => {
    const { atImport, onFirstUse, statusCode } = await watch(capability);
    const { modules, variables, ...rest } = atImport;
    const isWhole = isEndpoint(capabilityOf(capability));
    expect([
      ...drift(`modules that ${capability} loads at import`, modules, atImportOf(capability), isWhole),
      ...drift(`modules that ${capability} loads on first use`, onFirstUse, LOADED_ON_FIRST_USE, isWhole),
      ...drift(`variables that ${capability} reads at import`, variables, READ_AT_IMPORT, isWhole),
    ]).toEqual([]);
    expect(rest).toEqual({ connections: 0, fetchIsLoaded: false, busy: [] });
    // Whether Batch knows what the example names does not matter here.
    const asksLedger = !isWhole && capability !== 'bulk-upload';
    expect(statusCode < 500 ? 'answered' : statusCode).toBe(asksLedger ? 503 : 'answered');
  });
});
