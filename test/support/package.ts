import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll } from 'vitest';
import { shared } from './shared.ts';
import type { Template } from './template.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** What is given on the command line, `--param` without its name: `authorizer=jwt`. */
export interface Deployment {
  readonly stage?: string;
  readonly params?: readonly string[];
  /** Changes the copy of the repository that is packaged. */
  prepare?(folder: string): void;
}

/** What `serverless package` makes, without credentials. */
export interface Package {
  /** Where the functions' zips are. */
  readonly folder: string;
  readonly template: Template;
  /** What CloudFormation puts on all that the stack makes. */
  readonly stackTags: Readonly<Record<string, string>>;
  /** What the framework had to say. */
  readonly remarks: string;
}

/** Packages once for all tests that deploy the same. */
export function usePackage(deployment: Deployment = {}): () => Package {
  let made: Package;
  beforeAll(async () => {
    const name = createHash('sha256').update(nameOf(deployment)).digest('hex');
    made = await shared(`package-${name}`, (folder) => packageInto(folder, deployment));
  });
  return () => made;
}

/** What is changed in the copy is no text, so its copy is nobody else's. */
function nameOf({ stage, params, prepare }: Deployment): string {
  return prepare ? randomUUID() : JSON.stringify([stage, params]);
}

/** Why the framework does not package; throws if it does. */
export async function refusalOf(deployment: Deployment): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    await packageInto(folder, deployment);
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
  throw new Error(`It packages with ${deployment.params}.`);
}

async function packageInto(folder: string, { stage = 'test', params = [], prepare }: Deployment): Promise<Package> {
  // A copy, because the framework clears `.serverless` first, even if told to write elsewhere.
  for (const entry of ['serverless.yml', 'resources', 'package.json', 'dist', 'functions', 'lib']) {
    cpSync(join(root, entry), join(folder, entry), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  prepare?.(folder);
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const args = ['package', '--stage', stage, ...params.map((param) => `--param=${param}`)];
  const { stderr: remarks } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: folder });
  const packaged = join(folder, '.serverless');
  const read = (file: string) => JSON.parse(readFileSync(join(packaged, file), 'utf8'));
  const template: Template = read('cloudformation-template-update-stack.json');
  const { stackTags } = read('serverless-state.json').service.provider;
  return { folder: packaged, template, stackTags, remarks };
}
