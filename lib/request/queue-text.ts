/**
 * Longest message that a queue of ours takes: SQS's 1 MiB, less 4 KiB that its dead-letter queue has room for, since attributes
 * count: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const MAX_MESSAGE_BYTES = 1024 * 1024 - 4096;

/** JSON text as a queue takes it: some characters SQS refuses, and U+FFFD is refused where it comes as text. JSON leaves them as they are. */
export function queueText(json: string): string {
  return json.replace(/[\uFFFD-\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
