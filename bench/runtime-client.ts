import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RUNTIME_CLIENT } from '../local/aws/function-process.ts';

/** The Node of Lambda's `nodejs24.x`, and what AWS runs a function with: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client */
const NODE = 'node@24.21.0';
const CLIENT = 'aws-lambda-ric@4.0.2';

/** Ours: downloads, and a build in C++. */
const INSTALL_LIMIT_MS = 240_000;

const CACHE = resolve(import.meta.dirname, '.cache');

/** What asks for a function's events and hands them to it. */
export interface RuntimeClient {
  /** The program, and the file it runs. */
  readonly command: string;
  readonly file: string;
  readonly description: string;
  /** Why it is not AWS's own. */
  readonly fallback?: string;
}

/** AWS's own client on Lambda's Node, built beside the bench the first time; where that fails, one of ours on this Node. */
export async function findRuntimeClient(): Promise<RuntimeClient> {
  const command = resolve(CACHE, 'node_modules', 'node', 'bin', 'node');
  const file = resolve(CACHE, 'node_modules', 'aws-lambda-ric', 'index.mjs');
  try {
    if (!existsSync(resolve(file, '..', 'rapid-client.node'))) await install(command);
    const { stdout } = await promisify(execFile)(command, ['--version']);
    return { command, file, description: `AWS's own runtime client, ${CLIENT}, on Node ${stdout.trim()}` };
  } catch (error) {
    const fallback = firstLineOf(error as Error & { stderr?: string });
    const description = `a bare process on Node ${process.version} in place of AWS's runtime client`;
    return { command: process.execPath, file: RUNTIME_CLIENT, description, fallback };
  }
}

/** Lambda's Node first: the client is built for whichever Node finds itself in the path. */
async function install(node: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(resolve(CACHE, 'package.json'), '{"private":true}\n');
  const PATH = [resolve(node, '..'), process.env['PATH']].join(delimiter);
  for (const name of [NODE, CLIENT]) {
    const options = { cwd: CACHE, timeout: INSTALL_LIMIT_MS, env: { ...process.env, PATH } };
    await promisify(execFile)('npm', ['install', '--prefix', CACHE, '--fetch-retries=1', name], options);
  }
}

function firstLineOf({ message, stderr }: Error & { stderr?: string }): string {
  const lines = `${stderr || message}`.split('\n').filter((line) => !/^npm (warn|notice)/.test(line));
  return (lines[0] ?? message).trim();
}
