import type { SQSClient } from '@aws-sdk/client-sqs';
import pLimit, { type LimitFunction } from 'p-limit';
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

/**
 * Sees to dead letters, by the code of `npm run dead-letters`. Whoever reads letters holds them, and nobody else would find them
 * meanwhile, so those who ask for the same queue take turns.
 */
export class LetterDesk {
  readonly #sqs: SQSClient;
  readonly #turns = new Map<string, LimitFunction>();

  constructor(sqs: SQSClient) {
    this.#sqs = sqs;
  }

  /** The oldest first. Undefined for a capability that has no queue. */
  list(capability: string): Promise<LetterRow[] | undefined> {
    return this.#inTurn(capability, async (box) => {
      const letters = await readAll(this.#sqs, box);
      return letters.map((letter) => toRow(letter, box)).sort((one, other) => one.sentAt - other.sentAt);
    });
  }

  /** Undefined for a capability that has no queue. */
  carryOut(capability: string, { action, ids }: LettersOrder): Promise<LettersDone | undefined> {
    return this.#inTurn(capability, async (box) => {
      const letters = (await readAll(this.#sqs, box)).filter(({ id }) => ids.includes(id));
      const decided = letters.map((letter) => [letter.id, decide(action, letter, box)] as const);
      const decisions = new Map(decided.filter(([, { kind }]) => kind !== 'leave'));
      const expected = (await countLetters(this.#sqs, box)).visible;
      const tally = await act(this.#sqs, box, { decisions, expected, isStopping: () => false, onDone: () => {} });
      return { done: tally.done, left: ids.length - tally.done, troubles: tellTroubles(tally) };
    });
  }

  async #inTurn<T>(name: string, work: (box: LetterBox) => Promise<T>): Promise<T | undefined> {
    const capability = CAPABILITIES.find((each) => each.name === name);
    if (!capability) return undefined;
    const turn = this.#turns.get(name) ?? pLimit(1);
    this.#turns.set(name, turn);
    return turn(async () => work(await findLetterBox(this.#sqs, STAGE, capability)));
  }
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
