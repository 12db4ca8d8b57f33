import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf, KEPT_IN, type Mutant } from './try-room.ts';

/** Whatever a result may depend on. */
const READ = ['lib', 'local', 'resources', 'test', 'tools/mutation', 'package-lock.json', 'serverless.yml'];

/** Names the code, its tests and what they stand on, as they are now. */
export function stateOfCode(): string {
  const hash = createHash('sha256');
  for (const file of READ.flatMap(filesUnder).sort()) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

/** What came of a room, if that was with the code as it is. */
export function readKept(room: string, state: string): readonly Mutant[] | undefined {
  const file = fileOf(room);
  if (!existsSync(file)) return undefined;
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { state: string; mutants: readonly Mutant[] };
  return kept.state === state ? kept.mutants : undefined;
}

export function keep(room: string, state: string, mutants: readonly Mutant[]): void {
  mkdirSync(KEPT_IN, { recursive: true });
  writeFileSync(fileOf(room), JSON.stringify({ state, mutants }));
}

const fileOf = (room: string) => join(KEPT_IN, `${fileNameOf(room)}.json`);

function filesUnder(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}
