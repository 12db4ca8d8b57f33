import { ChangeMessageVisibilityBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import { inChunks } from '../../lib/request/chunks.ts';
import { type Letter, toLetter } from './letter.ts';
import type { LetterBox } from './letter-box.ts';

/** SQS's limit on one receive and on one batch: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BATCH_ENTRIES = 10;

/** How long a letter stays out of sight if we die with it in hand. Ours: long enough to be renewed in peace. */
export const HOLD_SECONDS = 300;

/** The shortest poll that asks all of SQS's servers. */
const POLL_SECONDS = 1;

/** Empty answers in a row that are believed although letters are missing. Ours. */
const MAX_EMPTY_POLLS = 3;

/** Calls at once. Ours. */
const CONCURRENCY = 10;

export interface WalkOptions {
  /** How many letters there should be: with so many seen, the first empty answer is believed. */
  readonly expected: number;
  /** Asked between two receives. */
  isEnough(): boolean;
  readonly holdSeconds?: number;
}

export interface Walked {
  readonly seen: number;
  /** Letters that show again only when their visibility timeout is over. */
  readonly notGivenBack: number;
}

/**
 * Goes once through the letters of a box that nobody else holds. What was seen is held until the end, so that nothing is
 * seen twice, and then given back at once, whatever ends the walk.
 *
 * @param visit gets each letter once; answers the ids of those that are gone
 * @throws what the SDK throws
 */
export async function walk(
  sqs: SQSClient,
  box: LetterBox,
  visit: (letters: readonly Letter[]) => Promise<readonly string[]>,
  { expected, isEnough, holdSeconds = HOLD_SECONDS }: WalkOptions,
): Promise<Walked> {
  const seen = new Set<string>();
  const held = createHeld(sqs, box, holdSeconds);
  let notGivenBack = 0;
  try {
    for (let emptyPolls = 0; emptyPolls < MAX_EMPTY_POLLS && !isEnough(); ) {
      await held.renew();
      const letters = await receive(sqs, box, holdSeconds);
      held.add(letters);
      const fresh = letters.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      if (fresh.length > 0) held.remove(await visit(fresh));
      else if (seen.size >= expected) break;
      emptyPolls = fresh.length > 0 ? 0 : emptyPolls + 1;
    }
  } finally {
    notGivenBack = await held.giveBack();
  }
  return { seen: seen.size, notGivenBack };
}

async function receive(sqs: SQSClient, box: LetterBox, VisibilityTimeout: number): Promise<Letter[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: box.deadLetterQueueUrl,
    MaxNumberOfMessages: MAX_BATCH_ENTRIES,
    VisibilityTimeout,
    WaitTimeSeconds: POLL_SECONDS,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['SentTimestamp'],
  });
  const { Messages = [] } = await sqs.send(command);
  return Messages.map((message) => toLetter(message, box));
}

/** The letters in hand. */
function createHeld(sqs: SQSClient, { deadLetterQueueUrl }: LetterBox, holdSeconds: number) {
  const receiptHandles = new Map<string, string>();
  const limit = pLimit(CONCURRENCY);
  let renewAt = 0;

  /** Answers how many could not be changed. */
  async function changeBatch(handles: readonly string[], VisibilityTimeout: number): Promise<number> {
    const Entries = handles.map((ReceiptHandle, index) => ({ Id: `${index}`, ReceiptHandle, VisibilityTimeout }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: deadLetterQueueUrl, Entries });
    const { Failed = [] } = await limit(() => sqs.send(command)).catch(() => ({ Failed: Entries }));
    return Failed.length;
  }

  async function change(timeoutSeconds: number): Promise<number> {
    const handles = [...receiptHandles.values()];
    const batches = inChunks(handles, MAX_BATCH_ENTRIES);
    const failed = await Promise.all(batches.map((batch) => changeBatch(batch, timeoutSeconds)));
    return failed.reduce((sum, count) => sum + count, 0);
  }

  return {
    add(letters: readonly Letter[]): void {
      if (receiptHandles.size === 0) renewAt = performance.now() + (holdSeconds * 1000) / 2;
      for (const { id, receiptHandle } of letters) receiptHandles.set(id, receiptHandle);
    },
    remove(ids: readonly string[]): void {
      for (const id of ids) receiptHandles.delete(id);
    },
    /** For walks that take longer than letters stay out of sight. */
    async renew(): Promise<void> {
      if (performance.now() < renewAt) return;
      renewAt = performance.now() + (holdSeconds * 1000) / 2;
      await change(holdSeconds);
    },
    giveBack: () => change(0),
  };
}
