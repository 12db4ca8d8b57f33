import type { SQSClient } from '@aws-sdk/client-sqs';
import { startBar } from '../shared/terminal.ts';
import { act, type Tally } from './act.ts';
import type { LetterHead } from './letter.ts';
import { type Action, type Decision, decide } from './policy.ts';
import type { Reading } from './reading.ts';

/** A letter, and what is to become of it. */
export interface Planned {
  readonly letter: LetterHead;
  readonly decision: Decision;
}

/** A box, and what is to become of its letters. */
export interface Plan {
  readonly reading: Reading;
  /** Letters that the action takes. */
  readonly taken: readonly Planned[];
  /** Letters that it leaves. */
  readonly left: readonly Planned[];
}

export function makePlan(action: Action, reading: Reading): Plan {
  const planned = reading.letters.map((letter) => ({ letter, decision: decide(action, letter, reading.box) }));
  const isLeft = ({ decision }: Planned) => decision.kind === 'leave';
  return { reading, taken: planned.filter((one) => !isLeft(one)), left: planned.filter(isLeft) };
}

/** Carries plans out, one after the other, and says how far it came. Never throws. */
export async function carryOut(
  sqs: SQSClient,
  action: Action,
  plans: readonly Plan[],
  isStopping: () => boolean,
): Promise<Tally> {
  const tallies: Tally[] = [];
  const bar = startBar(action, countTaken(plans));
  for (const { reading, taken } of plans) {
    const decisions = new Map(taken.map(({ letter, decision }) => [letter.id, decision]));
    const onDone = () => bar.add(1);
    tallies.push(await act(sqs, reading.box, { decisions, expected: reading.seen, isStopping, onDone }));
  }
  bar.stop();
  return tallies.reduce(add);
}

/** How many letters there is something to do about. */
export function countTaken(plans: readonly Plan[]): number {
  return plans.reduce((sum, { taken }) => sum + taken.length, 0);
}

function add(one: Tally, other: Tally): Tally {
  return {
    done: one.done + other.done,
    failures: [...one.failures, ...other.failures],
    missing: one.missing + other.missing,
    notGivenBack: one.notGivenBack + other.notGivenBack,
  };
}
