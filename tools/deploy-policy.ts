import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from '../build.mjs';
import { type Arguments, readArguments, USAGE } from './deploy-policy/arguments.ts';
import { grantsFor } from './deploy-policy/grants.ts';
import { type Policy, policiesOf } from './deploy-policy/policies.ts';
import { emptyBundlesIn, packageInto, TEMPLATE } from './release/framework.ts';
import type { Template } from './release/template.ts';

const root = resolve(import.meta.dirname, '..');
const FOLDER = 'deploy-policy';

async function main(asked: ReturnType<typeof readArguments>): Promise<number> {
  if (asked === 'help') {
    console.log(USAGE);
    return 0;
  }
  if ('faults' in asked) return fail(`${asked.faults.join('\n')}\n\n${USAGE}`);
  await build();
  try {
    const template = await packageStage(asked);
    const { stage, region, account } = asked;
    const name = `batch-push-functions-${stage}`;
    write(stage, policiesOf(grantsFor({ stage, name, region, account, template })));
    return 0;
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined) throw error;
    // Why the framework does not package.
    return fail(stdout.trim());
  }
}

async function packageStage({ stage, params }: Arguments): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-policy-'));
  const prepare = (copy: string) => {
    if (existsSync(join(root, 'stages'))) cpSync(join(root, 'stages'), join(copy, 'stages'), { recursive: true });
    emptyBundlesIn(copy);
  };
  try {
    return (await packageInto(folder, { stage, params, prepare })).read(TEMPLATE);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(stage: string, policies: readonly Policy[]): void {
  const folder = join(root, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [index, policy] of policies.entries()) {
    writeFileSync(join(folder, `${stage}-${index + 1}.json`), `${JSON.stringify(policy, null, 2)}\n`);
  }
  console.log(
    `${FOLDER}/: ${policies.length} policies for stage ${stage}, all of which are needed. docs/deploy.md says what to do with them.`,
  );
}

function fail(message: string): number {
  console.error(message);
  return 1;
}

process.exitCode = await main(readArguments(process.argv.slice(2)));
