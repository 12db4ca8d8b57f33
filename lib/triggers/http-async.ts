import { ConfigurationError, InvalidRequestError, MaybeQueuedError, QueueUnavailableError } from '../errors.ts';
import type { Queues } from '../queues.ts';
import { answerQueued, type HttpAnswer } from './http-answer.ts';

/** SQS's limit on a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Puts a valid request on its queue, and answers without waiting for its outcome. */
export async function enqueue(
  body: unknown,
  { queues, queueUrl }: { queues: Queues; queueUrl: string | undefined },
): Promise<HttpAnswer> {
  if (queueUrl === undefined) throw new ConfigurationError('QUEUE_URL is not set, so nothing can be queued.');
  // The only two characters that JSON leaves as they are and SQS refuses.
  const message = JSON.stringify(body).replace(/[\uFFFE\uFFFF]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  const bytes = Buffer.byteLength(message);
  if (bytes > MAX_MESSAGE_BYTES) {
    const detail = `The request has ${bytes} bytes; a queue takes at most ${MAX_MESSAGE_BYTES}. Send it without \`Prefer: respond-async\`, or in parts.`;
    throw new InvalidRequestError([{ detail }], 413);
  }
  return answerQueued(await queues.send(queueUrl, message).catch(tellApart));
}

/** SQS said no, or nobody knows whether it said yes. */
function tellApart(error: { name: string; $fault?: string; $metadata?: { httpStatusCode?: number } }): never {
  const status = error.$metadata?.httpStatusCode;
  if (status === undefined || error.$fault === 'server') {
    throw new MaybeQueuedError(
      `The queue did not answer (${error.name}). The request may have been queued or may not.`,
    );
  }
  if (/Throttl/.test(error.name) || status === 429)
    throw new QueueUnavailableError(`The queue is busy (${error.name}).`);
  throw new ConfigurationError(`The queue in QUEUE_URL can't be used (${error.name}).`);
}
