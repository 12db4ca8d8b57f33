import { type AwsError, isConfiguration, isConnectionRefused, isThrottling } from '../../aws/error.ts';
import type { Queues } from '../../aws/queues.ts';
import type { Deadline } from '../../deadline.ts';
import { ConfigurationError, InvalidRequestError, MaybeQueuedError, QueueUnavailableError } from '../../errors.ts';
import { MAX_MESSAGE_BYTES, queueText } from '../../request/queue-text.ts';

interface ToQueue {
  readonly queues: Queues;
  readonly queueUrl: string | undefined;
}

/** Puts a valid request on its queue. Answers the message's id. */
export async function enqueue(body: unknown, queue: ToQueue, deadline: Deadline): Promise<string> {
  const message = queueText(JSON.stringify(body));
  const bytes = Buffer.byteLength(message);
  if (queue.queueUrl !== undefined && bytes > MAX_MESSAGE_BYTES) {
    const detail = `The request has ${bytes} bytes; a queue takes at most ${MAX_MESSAGE_BYTES}. Send it without \`Prefer: respond-async\`, or in parts.`;
    throw new InvalidRequestError([{ detail }], 413);
  }
  return enqueueText(message, queue, deadline);
}

/** Puts a message on a queue. Answers its id. Throws what says whether it may lie there. */
export async function enqueueText(body: string, { queues, queueUrl }: ToQueue, deadline: Deadline): Promise<string> {
  if (queueUrl === undefined) throw new ConfigurationError('QUEUE_URL is not set, so nothing can be queued.');
  return queues.send(queueUrl, { body }, deadline).catch(tellApart);
}

/** SQS said no, or nobody knows whether it said yes. */
function tellApart(error: AwsError): never {
  const { name } = error;
  if (isThrottling(name) || isConnectionRefused(error))
    throw new QueueUnavailableError(`The queue is out of reach (${name}).`);
  if (isConfiguration(error)) throw new ConfigurationError(`The queue in QUEUE_URL can't be used (${name}).`);
  throw new MaybeQueuedError(`The queue did not answer (${name}). The request may have been queued or may not.`);
}
