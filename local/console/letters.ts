import type { SQSClient } from '@aws-sdk/client-sqs';
import { act } from '../../tools/dead-letters/act.ts';
import { CAPABILITIES } from '../../tools/dead-letters/capabilities.ts';
import type { Letter } from '../../tools/dead-letters/letter.ts';
import { countLetters, findLetterBox, type LetterBox } from '../../tools/dead-letters/letter-box.ts';
import { decide } from '../../tools/dead-letters/policy.ts';
import { tellTroubles } from '../../tools/dead-letters/tell-plan.ts';
import { walk } from '../../tools/dead-letters/walk.ts';
import { STAGE } from '../service.ts';
import type { LetterAction, LetterRow, LettersDone, LettersOrder } from './api.ts';

const ACTIONS: readonly LetterAction[] = ['retry', 'resend', 'discard'];

/** Dead letters of a capability, by the code of `npm run dead-letters`. */
export interface Letters {
  /** The oldest first. */
  list(): Promise<LetterRow[]>;
  carryOut(order: LettersOrder): Promise<LettersDone>;
}

/** Undefined for a capability that has no queue. */
export async function lettersOf(sqs: SQSClient, name: string): Promise<Letters | undefined> {
  const capability = CAPABILITIES.find((each) => each.name === name);
  if (!capability) return undefined;
  const box = await findLetterBox(sqs, STAGE, capability);
  return {
    async list() {
      const letters = await readAll(sqs, box);
      return letters.map((letter) => toRow(letter, box)).sort((one, other) => one.sentAt - other.sentAt);
    },
    async carryOut({ action, ids }) {
      const letters = (await readAll(sqs, box)).filter(({ id }) => ids.includes(id));
      const decided = letters.map((letter) => [letter.id, decide(action, letter, box)] as const);
      const decisions = new Map(decided.filter(([, { kind }]) => kind !== 'leave'));
      const expected = (await countLetters(sqs, box)).visible;
      const tally = await act(sqs, box, { decisions, expected, isStopping: () => false, onDone: () => {} });
      return { done: tally.done, left: ids.length - tally.done, troubles: tellTroubles(tally) };
    },
  };
}

async function readAll(sqs: SQSClient, box: LetterBox): Promise<Letter[]> {
  const all: Letter[] = [];
  const visit = async (letters: readonly Letter[]) => {
    all.push(...letters);
    return [];
  };
  const { visible: expected } = await countLetters(sqs, box);
  if (expected > 0) await walk(sqs, box, visit, { expected, isEnough: () => false });
  return all;
}

function toRow(letter: Letter, box: LetterBox): LetterRow {
  const { receiptHandle: _, source: __, ...row } = letter;
  return { ...row, actions: ACTIONS.filter((action) => decide(action, letter, box).kind !== 'leave') };
}
