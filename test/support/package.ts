import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { MAX_STAGE_CHARACTERS } from '../../resources/parameters/list.ts';
import { type Asked, TEMPLATE, packageInto as withTheFramework } from '../../tools/release/framework.ts';
import { OTHERWISE, OTHERWISE_GIVEN } from './otherwise.ts';
import { shared } from './shared.ts';
import type { Template } from './template.ts';

/** What is packaged, of stage `dev` unless it says otherwise. */
export type Deployment = Partial<Asked>;

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

/** Packages what a team deploys that decides otherwise in everything. */
export const useDecidedPackage = () => usePackage({ stage: 'prod-2', params: OTHERWISE_GIVEN });

/** Packages what a small team deploys: its key, an address for alarms, and the longest stage there is. Each changes what no other does. */
export const useSmallPackage = () =>
  usePackage({
    stage: 's'.repeat(MAX_STAGE_CHARACTERS),
    params: [`kmsKey=${OTHERWISE.kmsKey}`, `alarmEmail=${OTHERWISE.alarmEmail}`],
  });

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

async function packageInto(folder: string, deployment: Deployment): Promise<Package> {
  const made = await withTheFramework(folder, { stage: 'dev', ...deployment });
  const { stackTags } = made.read('serverless-state.json').service.provider;
  return { folder: made.folder, template: made.read(TEMPLATE), stackTags, remarks: made.remarks };
}
