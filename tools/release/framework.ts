import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '..', '..');

/** All that packaging reads. */
const READ = ['serverless.yml', 'resources', 'package.json', 'dist', 'functions', 'lib'];

/** How the framework is asked to package. */
export interface Asked {
  readonly stage: string;
  /** What is given on the command line, `--param` without its name: `authorizer=jwt`. */
  readonly params?: readonly string[];
  /** Changes the copy of the repository that is packaged. */
  prepare?(folder: string): void;
}

/** What it made. */
export interface Made {
  /** Its `.serverless`, which has the functions' zips. */
  readonly folder: string;
  /** Reads a JSON file of those in there. */
  read(file: string): ReturnType<typeof JSON.parse>;
  /** What the framework had to say. */
  readonly remarks: string;
}

/**
 * `serverless package`, which needs no credentials, in a copy of what is built: the framework clears `.serverless` first,
 * even if told to write elsewhere.
 *
 * @param folder an empty one
 */
export async function packageInto(folder: string, { stage, params = [], prepare }: Asked): Promise<Made> {
  const copy = join(folder, 'copy');
  for (const entry of READ) cpSync(join(root, entry), join(copy, entry), { recursive: true });
  // Beside the copy, where Node finds it too: for each function the framework lists all that is in the copy, links followed. A
  // junction where links of another kind take rights that few have: on Windows.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  prepare?.(copy);
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const args = ['package', '--stage', stage, ...params.map((param) => `--param=${param}`)];
  const { stderr: remarks } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: copy });
  const packaged = join(copy, '.serverless');
  return { folder: packaged, read: (file) => JSON.parse(readFileSync(join(packaged, file), 'utf8')), remarks };
}

/** The template that the framework would deploy, among what it made. */
export const TEMPLATE = 'cloudformation-template-update-stack.json';

/** For whoever needs the template alone: to zip the bundles takes longer than all the rest. @param copy that is packaged */
export function emptyBundlesIn(copy: string): void {
  for (const { name, parentPath } of readdirSync(join(copy, 'dist'), { withFileTypes: true, recursive: true })) {
    if (name === 'index.js') writeFileSync(join(parentPath, name), '');
  }
}
