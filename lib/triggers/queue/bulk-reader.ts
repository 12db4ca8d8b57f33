import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { giveUp, type ReaderMessage, readOn } from '../../bulk/reader.ts';
import type { ReaderTools } from '../../bulk/reader-tools.ts';
import { type Deadline, deadlineOf } from '../../deadline.ts';
import type { Capability } from '../../endpoints/capability.ts';
import { type Log, logContextOf } from '../../observe/log.ts';
import { parseJsonText } from '../../request/json-text.ts';
import { isObject } from '../../request/schema.ts';
import type { QueueHandler } from './queue.ts';
import { deferred } from './triage.ts';
import { reportError } from './work.ts';

/** What it takes to read files. */
export interface BulkReaderTools extends ReaderTools {
  /** The reader's own. */
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly maxReceiveCount: number | undefined;
}

/**
 * Reads the file of a bulk, as far as one invocation comes, and leaves the rest to the next by a message to itself. What goes
 * wrong sends the message back, to go on from the same place; the last time the bulk is given up. The handler never throws.
 *
 * @param makeTools throws ConfigurationError for as long as the environment is faulty
 */
export function createBulkReaderTrigger(
  capability: Pick<Capability, 'name'>,
  log: Log,
  makeTools: () => BulkReaderTools,
): QueueHandler {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const logContext = logContextOf(capability, context);
    const deadline = deadlineOf(context);
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of event.Records) {
      try {
        await readRecord(record, makeTools(), deadline);
      } catch (error) {
        reportError(error, log, logContext);
        const isBuried = await putOff(record, makeTools, deadline).catch((reason) => {
          reportError(reason, log, logContext);
          return false;
        });
        if (!isBuried) batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
}

async function readRecord(record: SQSRecord, tools: BulkReaderTools, deadline: Deadline): Promise<void> {
  const message = messageIn(record);
  const read = await readOn(message, tools, deadline);
  if (read === 'ended') return;
  const { sent, goesOnInSeconds: delaySeconds } = read;
  await tools.queues.send(tools.queueUrl, { body: readerMessage(message.id, sent), delaySeconds }, deadline);
}

/** Puts the message off; or, if it can't be received again, gives the bulk up and puts the message aside. Answers whether that. */
async function putOff(record: SQSRecord, makeTools: () => BulkReaderTools, deadline: Deadline): Promise<boolean> {
  const tools = makeTools();
  const receiveCount = Number(record.attributes.ApproximateReceiveCount) || 1;
  const { queues, clock, queueUrl, deadLetterQueueUrl, maxReceiveCount } = tools;
  if (maxReceiveCount !== undefined && receiveCount >= maxReceiveCount) {
    const { id } = messageIn(record);
    await giveUp(id, tools, deadline);
    await queues.send(deadLetterQueueUrl, { body: record.body, attributes: letterOf(record, id) }, deadline);
    return true;
  }
  const fate = deferred({ receiveCount, random: clock.random });
  if (fate.kind === 'deferred') {
    const { receiptHandle } = record;
    await queues.delay(queueUrl, [{ receiptHandle, delaySeconds: fate.delaySeconds }], deadline);
  }
  return false;
}

function letterOf({ messageId: source, attributes: { SentTimestamp: since } }: SQSRecord, id: string) {
  const detail = 'the reader went back each time; put back, it goes on where it was';
  return { reason: 'exhausted', detail, source, idempotency_key: id, since };
}

/** What wakes the reader. */
export function readerMessage(id: string, sent?: number): string {
  return JSON.stringify({ id, sent });
}

function messageIn({ body, messageAttributes }: SQSRecord): ReaderMessage {
  const said = parseJsonText(body);
  if (!isObject(said) || typeof said['id'] !== 'string') throw new Error('The message names no bulk.');
  const { id, sent } = said;
  return {
    id: String(id),
    sent: typeof sent === 'number' ? sent : undefined,
    isReopened: messageAttributes?.['since'] !== undefined,
  };
}
