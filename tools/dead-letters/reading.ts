import type { SQSClient } from '@aws-sdk/client-sqs';
import { startBar } from '../shared/terminal.ts';
import type { Filter } from './arguments.ts';
import type { LetterHead } from './letter.ts';
import { countLetters, type LetterBox } from './letter-box.ts';
import { walk } from './walk.ts';

/** What was found in a box. */
export interface Reading {
  readonly box: LetterBox;
  /** Those that were asked for, the oldest first. */
  readonly letters: readonly LetterHead[];
  /** All that could be received. */
  readonly seen: number;
  /** All that were there, as SQS counts. */
  readonly counted: number;
  readonly notGivenBack: number;
}

export interface ReadingOptions {
  readonly filter: Filter;
  /** Bodies are personal data, and may be a megabyte each. */
  readonly keepsBodies: boolean;
  isStopping(): boolean;
}

/** Reads the letters of all boxes at once and leaves them where they are. Throws what the SDK throws. */
export async function readLetters(
  sqs: SQSClient,
  boxes: readonly LetterBox[],
  options: ReadingOptions,
): Promise<Reading[]> {
  const counts = await Promise.all(boxes.map(async (box) => ({ box, ...(await countLetters(sqs, box)) })));
  const bar = startBar(
    'reading',
    counts.reduce((sum, { visible }) => sum + visible, 0),
  );
  const reading = counts.map((count) => readBox(sqs, count, { ...options, onSeen: bar.add }));
  // All of them are to have given their letters back, whatever became of one.
  await Promise.allSettled(reading);
  bar.stop();
  return Promise.all(reading);
}

async function readBox(
  sqs: SQSClient,
  { box, visible, held }: { box: LetterBox; visible: number; held: number },
  { filter, keepsBodies, isStopping, onSeen }: ReadingOptions & { onSeen(count: number): void },
): Promise<Reading> {
  const letters: LetterHead[] = [];
  const walked = await walk(
    sqs,
    box,
    async (received) => {
      for (const { body, receiptHandle: _, ...head } of received) {
        if (isMeant(head, filter)) letters.push({ ...head, ...(keepsBodies && { body }) });
      }
      onSeen(received.length);
      return [];
    },
    { expected: visible, isEnough: isStopping },
  );
  letters.sort((one, other) => one.sentAt - other.sentAt);
  return { box, letters, counted: visible + held, ...walked };
}

function isMeant({ id, reason }: LetterHead, { ids, reasons }: Filter): boolean {
  return (ids.length === 0 || ids.includes(id)) && (reasons.length === 0 || reasons.includes(reason));
}
