import { execFileSync } from 'node:child_process';
import { beforeEach } from 'vitest';

/** Leaves out the tests of a file or of a `describe`, by name and with the reason, where there is one. */
export function skipBecause(reason: string | undefined): void {
  beforeEach(({ skip }) => skip(reason !== undefined, reason));
}

/** https://nodejs.org/api/process.html#signal-events */
export const NO_SIGNALS =
  process.platform === 'win32' ? 'on Windows a process hears no signal of another one: it just ends' : undefined;

/** What a program says of its version, or undefined if it is not there, or is another one of that name. */
export function versionOf(program: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(program, [...args, '--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
