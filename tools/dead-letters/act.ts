import { DeleteMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Letter } from './letter.ts';
import type { LetterBox } from './letter-box.ts';
import type { Decision } from './policy.ts';
import { walk } from './walk.ts';

/** A letter that could not be seen to, or a queue. */
export interface Failure {
  readonly id: string;
  /** The name alone: what SQS says may quote the letter. */
  readonly errorName: string;
  /** The copy is on the queue, the letter could not be deleted. */
  readonly isInBoth: boolean;
}

/** How far it came. */
export interface Tally {
  readonly done: number;
  readonly failures: readonly Failure[];
  /** Letters that somebody else had taken in the meantime. */
  readonly missing: number;
  readonly notGivenBack: number;
}

export interface ActOptions {
  /** What was agreed to, by the letters' ids; other letters are left alone. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** How many letters lie there. */
  readonly expected: number;
  isStopping(): boolean;
  onDone(): void;
}

/** Carries out what was agreed to. Once it is stopping it finishes the letters at hand, ten at most. Never throws. */
export async function act(
  sqs: SQSClient,
  box: LetterBox,
  { decisions, expected, isStopping, onDone }: ActOptions,
): Promise<Tally> {
  const open = new Map(decisions);
  const failures: Failure[] = [];
  let done = 0;

  async function settle(letter: Letter): Promise<string[]> {
    const decision = open.get(letter.id);
    if (!decision) return [];
    open.delete(letter.id);
    const failure = await carryOut(sqs, box, letter, decision);
    onDone();
    if (failure) failures.push(failure);
    else done += 1;
    return failure ? [] : [letter.id];
  }

  const visit = async (letters: readonly Letter[]) => (await Promise.all(letters.map(settle))).flat();
  const isEnough = () => isStopping() || open.size === 0;
  try {
    const { notGivenBack } = await walk(sqs, box, visit, { expected, isEnough });
    return { done, failures, missing: isStopping() ? 0 : open.size, notGivenBack };
  } catch (error) {
    return { done, failures: [...failures, failureOf(box.queueName, error)], missing: 0, notGivenBack: 0 };
  }
}

/** A letter is deleted only once its copy is on the queue: whatever ends us in between, it is in one place at least. */
async function carryOut(
  sqs: SQSClient,
  { queueUrl, deadLetterQueueUrl }: LetterBox,
  { id, body, receiptHandle }: Letter,
  decision: Decision,
): Promise<Failure | undefined> {
  let isInBoth = false;
  try {
    if (decision.kind === 'send') {
      await sqs.send(toMessage(queueUrl, body, decision.attributes));
      isInBoth = true;
    }
    await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLetterQueueUrl, ReceiptHandle: receiptHandle }));
    return undefined;
  } catch (error) {
    return { ...failureOf(id, error), isInBoth };
  }
}

function toMessage(QueueUrl: string, MessageBody: string, attributes: Readonly<Record<string, string>>) {
  const entries = Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
  return new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: Object.fromEntries(entries) });
}

function failureOf(id: string, error: unknown): Failure {
  return { id, errorName: error instanceof Error ? error.name : 'Error', isInBoth: false };
}
