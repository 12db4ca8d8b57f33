import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';
import type { Call } from '../../lib/endpoints/call.ts';
import { SHAPES, type Shape } from './shapes.ts';

/**
 * Runs in a process of its own, bundled: counts what planning does, and prints it as JSON. A step is a block of code that
 * ran, or an item that something built in walked over. Unlike a time it is the same on every machine.
 */
export interface Steps {
  readonly what: string;
  /** To plan, for each number of messages. */
  readonly planning: number[];
  /** To halve all calls down to the end. */
  readonly halving: number[];
  /** To take each part out of its call alone. */
  readonly singling: number[];
}

/** Messages: so many, and ten times as many. */
const SIZES = [500, 5_000];

let walked = 0;

/** Counts the items that built-in code walks over: spreads, copies and searches run no block of ours. */
function countWalks(): void {
  for (const iterator of [[][Symbol.iterator](), new Map().values(), new Set().values()]) {
    const prototype = Object.getPrototypeOf(iterator);
    const { next } = prototype;
    prototype.next = function (this: unknown) {
      walked += 1;
      return next.call(this);
    };
  }
  for (const name of ['includes', 'indexOf', 'join'] as const) count(name, (list) => list.length);
  for (const name of ['slice', 'concat', 'flat'] as const) count(name, (_, made) => (made as unknown[]).length);
}

function count(name: keyof unknown[] & string, lengthOf: (list: unknown[], made: unknown) => number): void {
  const lists = Array.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  const method = lists[name] as (...args: unknown[]) => unknown;
  lists[name] = function (this: unknown[], ...args: unknown[]) {
    const made = method.apply(this, args);
    walked += lengthOf(this, made);
    return made;
  };
}

const session = new Session();

/** The inspector answers before `post` returns. */
function ask<Answer>(method: string, params = {}): Answer {
  let answer: Answer | undefined;
  session.post(method, params, (error, result) => {
    if (error) throw error;
    answer = result as Answer;
  });
  return answer as Answer;
}

const OWN_URL = pathToFileURL(__filename).href;

interface Coverage {
  readonly result: {
    readonly url: string;
    readonly functions: { readonly ranges: { readonly count: number }[] }[];
  }[];
}

/** How often blocks of this program ran since the last time it was asked. */
function takeBlocks(): number {
  const { result } = ask<Coverage>('Profiler.takePreciseCoverage');
  const own = result.filter(({ url }) => url === OWN_URL);
  const ranges = own.flatMap(({ functions }) => functions).flatMap((each) => each.ranges);
  return ranges.reduce((sum, range) => sum + range.count, 0);
}

function stepsOf<T>(run: () => T): { made: T; steps: number } {
  takeBlocks();
  walked = 0;
  const made = run();
  const walks = walked;
  return { made, steps: walks + takeBlocks() };
}

function halve(call: Call): void {
  for (const half of call.narrow?.() ?? []) halve(half);
}

function single(call: Call): void {
  for (const part of call.parts) call.only?.([part]);
}

function measure({ what, endpoint, message }: Shape): Steps {
  const steps = SIZES.map((size) => {
    const requests = Array.from({ length: size }, (_, index) => message(index)) as Parameters<typeof endpoint.plan>[0];
    const { made: calls, steps: planning } = stepsOf(() => endpoint.plan(requests));
    const { steps: halving } = stepsOf(() => calls.forEach(halve));
    return { planning, halving, singling: stepsOf(() => calls.forEach(single)).steps };
  });
  return {
    what,
    planning: steps.map(({ planning }) => planning),
    halving: steps.map(({ halving }) => halving),
    singling: steps.map(({ singling }) => singling),
  };
}

session.connect();
ask('Profiler.enable');
ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
countWalks();
process.stdout.write(JSON.stringify(SHAPES.map(measure)));
