import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// Not exported by fauxqs, whose version is pinned.
import type { SqsQueue } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import type { SqsMessage } from '../../node_modules/fauxqs/dist/sqs/sqsTypes.js';
import { DataDirectoryError } from './data-directory.ts';

/** Keeps messages of queues in a directory, a file each, until they are deleted. */
export class KeptMessages {
  readonly #directory: string;
  /** By message id: in a queue of dead letters a message has the id that it had before. */
  readonly #files = new Map<string, string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Puts on a queue what was on it when it was kept last, to be received at once or when its delay is over, and keeps what is put
   * there from now on. Throws DataDirectoryError.
   */
  keep(queue: SqsQueue): void {
    const folder = join(this.#directory, queue.name);
    const enqueue = queue.enqueue.bind(queue);
    const deleteMessage = queue.deleteMessage.bind(queue);
    for (const message of this.#kept(folder)) {
      this.#files.set(message.messageId, join(folder, `${message.messageId}.json`));
      enqueue(message);
    }
    queue.enqueue = (message) => {
      this.#write(folder, message);
      enqueue(message);
    };
    queue.deleteMessage = (receiptHandle) => {
      const received = queue.inflightMessages.get(receiptHandle);
      if (received) this.#forget(received.message.messageId);
      return deleteMessage(receiptHandle);
    };
  }

  #kept(folder: string): SqsMessage[] {
    try {
      mkdirSync(folder, { recursive: true });
      const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
      const messages = files.map((file): SqsMessage => JSON.parse(readFileSync(join(folder, file), 'utf8')));
      return messages.sort((one, other) => one.sentTimestamp - other.sentTimestamp);
    } catch (error) {
      throw new DataDirectoryError(this.#directory, error as Error);
    }
  }

  /** Whole or not at all, and in one queue only. */
  #write(folder: string, message: SqsMessage): void {
    const { messageId } = message;
    const file = join(folder, `${messageId}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(message));
    renameSync(`${file}.new`, file);
    const before = this.#files.get(messageId);
    if (before !== undefined && before !== file) rmSync(before, { force: true });
    this.#files.set(messageId, file);
  }

  #forget(messageId: string): void {
    const file = this.#files.get(messageId);
    if (file !== undefined) rmSync(file, { force: true });
    this.#files.delete(messageId);
  }
}
