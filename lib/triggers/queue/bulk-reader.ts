import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { giveUp, type ReaderMessage, readOn } from '../../bulk/reader.ts';
import type { ReaderTools } from '../../bulk/reader-tools.ts';
import { type Deadline, deadlineOf } from '../../deadline.ts';
import type { Capability } from '../../endpoints/capability.ts';
import { type Log, logContextOf } from '../../observe/log.ts';
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
    const report = (error: unknown) => reportError(error, log, logContext);
    for (const record of event.Records) {
      try {
        const tools = makeTools();
        const isDone = await readRecord(record, tools, deadline, report).catch((error) => {
          report(error);
          return putOff(record, tools, deadline, report);
        });
        if (!isDone) batchItemFailures.push({ itemIdentifier: record.messageId });
      } catch (error) {
        report(error);
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
}

/** Answers whether the message is done with. */
async function readRecord(
  record: SQSRecord,
  tools: BulkReaderTools,
  deadline: Deadline,
  report: (error: unknown) => void,
): Promise<boolean> {
  const message = messageIn(record);
  if (!message) return putAside(record, 'invalid', 'names no bulk', tools, deadline);
  const read = await readOn(message, tools, deadline);
  if (read === 'ended') return true;
  const { goesOnInSeconds: delaySeconds, ...next } = read;
  await tools.queues.send(tools.queueUrl, { body: readerMessage(message.id, next), delaySeconds }, deadline);
  // Without it a message that comes twice is followed on twice, which does no harm.
  await tools.bulks.noteTurn(message.id, next.turn, deadline).catch(report);
  return true;
}

/** Puts the message off; or, if it can't be received again, gives the bulk up and puts the message aside. */
async function putOff(
  record: SQSRecord,
  tools: BulkReaderTools,
  deadline: Deadline,
  report: (error: unknown) => void,
): Promise<boolean> {
  const receiveCount = Number(record.attributes.ApproximateReceiveCount) || 1;
  const { queues, clock, queueUrl, maxReceiveCount } = tools;
  const message = messageIn(record);
  if (message && maxReceiveCount !== undefined && receiveCount >= maxReceiveCount) {
    // A bulk that can't be given up goes on when its letter is put back, too.
    await giveUp(message.id, tools, deadline).catch(report);
    return putAside(record, 'exhausted', 'went back each time; put back, it goes on where it was', tools, deadline);
  }
  const { receiptHandle } = record;
  const { delaySeconds } = deferred({ receiveCount, random: clock.random });
  await queues.delay(queueUrl, [{ receiptHandle, delaySeconds }], deadline);
  return false;
}

async function putAside(
  { body, messageId: source, attributes: { SentTimestamp: since } }: SQSRecord,
  reason: 'invalid' | 'exhausted',
  detail: string,
  { queues, deadLetterQueueUrl }: BulkReaderTools,
  deadline: Deadline,
): Promise<true> {
  await queues.send(deadLetterQueueUrl, { body, attributes: { reason, detail, source, since } }, deadline);
  return true;
}

/** What wakes the reader. */
export function readerMessage(id: string, next: Partial<Pick<ReaderMessage, 'sent' | 'turn'>> = {}): string {
  return JSON.stringify({ id, ...next });
}

/** What a message says; nothing if it is none of the reader's. */
function messageIn({ body, messageAttributes }: SQSRecord): ReaderMessage | undefined {
  const { id, sent, turn } = parsed(body);
  if (typeof id !== 'string') return undefined;
  return {
    id,
    turn: typeof turn === 'number' ? turn : 0,
    sent: typeof sent === 'number' ? sent : undefined,
    isReopened: messageAttributes?.['since'] !== undefined,
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text);
    return isObject(said) ? said : {};
  } catch {
    return {};
  }
}
