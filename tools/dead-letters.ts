import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsError } from '../lib/aws/error.ts';
import { type Arguments, readArguments, USAGE } from './dead-letters/arguments.ts';
import { findLetterBox, NoSuchQueueError } from './dead-letters/letter-box.ts';
import { carryOut, countTaken, makePlan } from './dead-letters/plan.ts';
import type { Action } from './dead-letters/policy.ts';
import { type Reading, readLetters } from './dead-letters/reading.ts';
import { tellGaps, tellLetter, tellList } from './dead-letters/tell-letters.ts';
import { tellPlan, tellQuestion, tellTally, tellTroubles } from './dead-letters/tell-plan.ts';
import { clientOptions, explainAwsError } from './shared/aws.ts';
import { confirm } from './shared/terminal.ts';

/** What a shell expects of a program that was told to stop. */
const STOPPED = 130;

const RIGHTS = 'docs/dead-letters.md lists the rights that it takes.';
const HINTS = { AccessDenied: RIGHTS, AccessDeniedException: RIGHTS };

const stopping = new AbortController();
const isStopping = () => stopping.signal.aborted;

async function main(asked: ReturnType<typeof readArguments>): Promise<number> {
  if (asked === 'help') {
    console.log(USAGE);
    return 0;
  }
  if ('faults' in asked) return fail(`${asked.faults.join('\n')}\n\n${USAGE}`);
  if (isAction(asked.command) && !asked.yes && !process.stdin.isTTY) {
    return fail(`There is no terminal to ask on, so \`${asked.command}\` needs --yes. Nothing was done.`);
  }
  const sqs = new SQSClient(clientOptions(asked.endpointUrl));
  try {
    return await run(sqs, asked);
  } catch (error) {
    return fail(error instanceof NoSuchQueueError ? error.message : explainAwsError(error as AwsError, HINTS));
  } finally {
    sqs.destroy();
  }
}

async function run(sqs: SQSClient, asked: Arguments): Promise<number> {
  const { command, reveal, filter } = asked;
  const now = Date.now();
  const readings = await readAll(sqs, asked);
  if (isStopping()) return stop();
  const found = new Set(readings.flatMap(({ letters }) => letters.map(({ id }) => id)));
  const notFound = filter.ids.filter((id) => !found.has(id));
  const gaps = [...readings.flatMap(tellGaps), ...notFound.map((id) => `There is no such letter: ${id}`)];
  for (const gap of gaps) console.error(gap);
  if (isAction(command)) return Math.max(await actOn(sqs, { ...asked, command }, readings, now), notFound.length && 1);
  if (command === 'list') list(readings, now);
  else show(readings, { reveal, now });
  return notFound.length > 0 ? 1 : 0;
}

async function readAll(
  sqs: SQSClient,
  { command, stage, capabilities, filter, reveal }: Arguments,
): Promise<Reading[]> {
  const boxes = await Promise.all(capabilities.map((capability) => findLetterBox(sqs, stage, capability)));
  return readLetters(sqs, boxes, { filter, keepsBodies: command === 'show' && reveal, isStopping });
}

function list(readings: readonly Reading[], now: number): void {
  for (const reading of readings) console.log(tellList(reading, now));
  console.log(`in all: ${readings.reduce((sum, { letters }) => sum + letters.length, 0)}`);
}

function show(readings: readonly Reading[], options: { reveal: boolean; now: number }): void {
  for (const { box, letters } of readings) {
    console.log(`${box.capability.name}: ${letters.length === 0 ? 'no dead letters' : letters.length}`);
    for (const letter of letters) console.log(`${tellLetter(letter, options)}\n`);
  }
}

async function actOn(
  sqs: SQSClient,
  { command, yes }: Arguments & { readonly command: Action },
  readings: readonly Reading[],
  now: number,
): Promise<number> {
  const plans = readings.map((reading) => makePlan(command, reading));
  const agreed = countTaken(plans);
  console.log(tellPlan(command, plans, now));
  if (agreed === 0) return 0;
  const { stdin, stdout } = process;
  if (!yes && !(await confirm(tellQuestion(command, plans), stdin, stdout, stopping.signal))) return stop();
  const tally = await carryOut(sqs, command, plans, isStopping);
  const troubles = tellTroubles(tally);
  for (const trouble of troubles) console.error(trouble);
  console.log(tellTally(command, tally, agreed, isStopping()));
  if (isStopping()) return STOPPED;
  return troubles.length > 0 ? 1 : 0;
}

function isAction(command: Arguments['command']): command is Action {
  return command !== 'list' && command !== 'show';
}

function fail(message: string): number {
  console.error(message);
  return 1;
}

/** Before anything was done. */
function stop(): number {
  console.error('Nothing was done.');
  return isStopping() ? STOPPED : 1;
}

// More than once, since npm passes on a Ctrl-C that the terminal has sent us already.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
process.exitCode = await main(readArguments(process.argv.slice(2)));
