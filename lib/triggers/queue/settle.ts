import type { Queues } from '../../aws/queues.ts';
import type { Clock } from '../../clock.ts';
import type { Deadline } from '../../deadline.ts';
import type { Log, LogContext } from '../../observe/log.ts';
import type { QueueMessage } from './record.ts';
import { deferred, type Ending } from './triage.ts';

/** What it takes to do to messages what was decided. */
export interface SettlingTools {
  readonly queues: Queues;
  readonly queueUrl: string | undefined;
  readonly deadLetterQueueUrl: string;
  readonly clock: Clock;
}

export interface Settling {
  readonly tools: SettlingTools;
  readonly deadline: Deadline;
  readonly log: Log;
  readonly logContext: LogContext;
}

export type Endings = ReadonlyMap<QueueMessage, Ending>;

/** Sends the dead letters and puts off what goes back. Answers what became of each message: one that can't be buried goes back. */
export async function settle(endings: Endings, work: Settling): Promise<Endings> {
  const all = await Promise.all(
    [...endings].map(async ([message, ending]) => [message, await bury(message, ending, work)] as const),
  );
  const back = all.flatMap(([message, { fate }]) => (fate.kind === 'deferred' ? [{ message, fate }] : []));
  const queueUrl = work.tools.queueUrl ?? siblingQueue(work.tools.deadLetterQueueUrl, back[0]?.message);
  const delayed = back.map(({ message, fate }) => ({ receiptHandle: message.record.receiptHandle, ...fate }));
  if (queueUrl !== undefined) await work.tools.queues.delay(queueUrl, delayed, work.deadline);
  work.log.fates(
    work.logContext,
    all.map(([message, { fate }]) => [message.record.messageId, fate]),
  );
  return new Map(all);
}

/** Sends a dead letter, if it comes to that. */
async function bury(
  message: QueueMessage,
  ending: Ending,
  { tools, deadline, log, logContext }: Settling,
): Promise<Ending> {
  if (ending.fate.kind !== 'dead') return ending;
  const { reason, detail } = ending.fate;
  const { body, messageId: source } = message.record;
  const attributes = { reason, detail, source, idempotency_key: message.name, since: `${message.firstSentAt}` };
  try {
    await tools.queues.send(tools.deadLetterQueueUrl, { body, attributes }, deadline);
    return ending;
  } catch (error) {
    log.failure(logContext, error);
    return { ...ending, fate: deferred({ ...message, random: tools.clock.random }) };
  }
}

/** The queue that a record came from: beside its dead-letter queue, under the name at the end of its ARN. */
function siblingQueue(deadLetterQueueUrl: string, message: QueueMessage | undefined): string | undefined {
  const name = message?.record.eventSourceARN?.split(':').at(-1);
  return name ? deadLetterQueueUrl.replace(/[^/]*$/, name) : undefined;
}
