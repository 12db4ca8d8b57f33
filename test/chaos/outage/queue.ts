import type { SQSRecord } from 'aws-lambda';
import type { Delayed } from '../../../lib/aws/queues.ts';
import { createHeap } from '../../support/heap.ts';
import { record } from '../../support/work.ts';

/** As serverless.yml has it for pushes. */
const BATCH_SIZE = 200;
const VISIBILITY_TIMEOUT_MS = 361_000;
export const MAX_RECEIVE_COUNT = 150;

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receiveCount: number;
  visibleAt: number;
}

/** As much of an SQS queue as an outage has to do with: who sees which message when, and how often. */
export class Queue {
  readonly #now: () => number;
  readonly #waiting = new Map<string, Message>();
  /** Each message as often as it was put off; what has been put off again since is skipped. */
  readonly #due = createHeap<Message>();
  /** Messages that SQS itself took away, since they were received too often. */
  moved = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  send(id: string, body: string): void {
    const message = { id, body, sentAt: this.#now(), receiveCount: 0, visibleAt: this.#now() };
    this.#waiting.set(id, message);
    this.#due.push(message.visibleAt, message);
  }

  receive(): SQSRecord[] {
    const records: SQSRecord[] = [];
    for (let next = this.#peek(); next && records.length < BATCH_SIZE; next = this.#peek()) {
      if (next.visibleAt > this.#now()) break;
      this.#due.pop();
      next.receiveCount += 1;
      if (next.receiveCount > MAX_RECEIVE_COUNT) {
        this.#waiting.delete(next.id);
        this.moved += 1;
        continue;
      }
      this.#putOff(next, VISIBILITY_TIMEOUT_MS);
      records.push(toRecord(next));
    }
    return records;
  }

  /** How long until a message is visible, if it is not put off by then. */
  get visibleInMs(): number {
    const next = this.#peek();
    return next ? Math.max(0, next.visibleAt - this.#now()) : 0;
  }

  delay(messages: readonly Delayed[]): void {
    for (const { receiptHandle, delaySeconds } of messages) {
      const message = this.#waiting.get(receiptHandle);
      if (message) this.#putOff(message, delaySeconds * 1000);
    }
  }

  delete(id: string): void {
    this.#waiting.delete(id);
  }

  #putOff(message: Message, ms: number): void {
    message.visibleAt = this.#now() + ms;
    this.#due.push(message.visibleAt, message);
  }

  /** What is visible next. */
  #peek(): Message | undefined {
    for (let next = this.#due.peek(); next; next = this.#due.peek()) {
      if (this.#waiting.get(next.item.id) === next.item && next.item.visibleAt === next.at) return next.item;
      this.#due.pop();
    }
    return undefined;
  }
}

function toRecord({ id, body, sentAt, receiveCount }: Message): SQSRecord {
  return record(id, body, { SentTimestamp: `${sentAt}`, ApproximateReceiveCount: `${receiveCount}` });
}
