import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/**
 * A command as it would be typed.
 *
 * @typedef {{ readonly command: string, readonly limitMs?: number }} Check
 */

const IS_WINDOWS = process.platform === 'win32';

/**
 * Runs one after the other, whichever fail, and counts on the last line: `N passed, N failed`. Shows what they print.
 *
 * @param {readonly Check[]} checks
 * @returns {Promise<boolean>} whether all passed; one that was not done within its limit did not, and is killed
 */
export async function runChecks(checks) {
  let passed = 0;
  for (const check of checks) passed += Number(await passes(check));
  console.log(`\n${passed} passed, ${checks.length - passed} failed`);
  return passed === checks.length;
}

async function passes(/** @type {Check} */ { command, limitMs }) {
  console.log(`\n== ${command}`);
  // By the shell, since npm is one of its scripts on Windows.
  const code = await (limitMs === undefined ? ended(start(command)) : endedWithin(limitMs, command));
  if (code !== 0) console.log(`FAILED: ${command}`);
  return code === 0;
}

function start(/** @type {string} */ command, detached = false) {
  return spawn(command, { shell: true, stdio: 'inherit', detached });
}

/** @returns {Promise<number | null>} its exit code */
async function ended(/** @type {import('node:child_process').ChildProcess} */ child) {
  const [code] = await once(child, 'close');
  return code;
}

/** In a group of its own, so that what it has started dies with it: killed alone, a shell leaves npm and all the rest behind. */
async function endedWithin(/** @type {number} */ limitMs, /** @type {string} */ command) {
  const child = start(command, !IS_WINDOWS);
  const stop = () => {
    killTree(child);
    process.exit(1);
  };
  const timer = setTimeout(() => killTree(child), limitMs);
  // A terminal's Ctrl-C does not reach another group.
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const code = await ended(child);
  clearTimeout(timer);
  process.off('SIGINT', stop).off('SIGTERM', stop);
  return code;
}

function killTree(/** @type {import('node:child_process').ChildProcess} */ { pid }) {
  if (pid === undefined) return;
  if (IS_WINDOWS) spawnSync('taskkill', ['/pid', `${pid}`, '/t', '/f']);
  else process.kill(-pid, 'SIGKILL');
}
