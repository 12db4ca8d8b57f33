/** A message on one of the queues. */
export interface Message {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: number;
  readonly dueAt: number;
  receiveCount: number;
  /** SQS was told to delete it. */
  isDone: boolean;
}

/** The queues of one game. */
export class Mailbox {
  readonly messages: Message[] = [];

  send(message: Pick<Message, 'queue' | 'body' | 'attributes' | 'sentAt' | 'dueAt'>): string {
    const id = `message-${this.messages.length}`;
    this.messages.push({ ...message, id, receiveCount: 0, isDone: false });
    return id;
  }

  /** Those of a queue that may be received. */
  dueOn(queue: string, now: number): Message[] {
    return this.messages.filter((message) => message.queue === queue && message.dueAt <= now);
  }

  isEmpty(): boolean {
    return this.messages.every(({ isDone }) => isDone);
  }
}

/** As Lambda hands it over. */
export function toRecord(message: Message) {
  message.receiveCount += 1;
  const { id, body, attributes, sentAt, receiveCount } = message;
  return {
    messageId: id,
    receiptHandle: `${id} ${receiveCount}`,
    body,
    attributes: { SentTimestamp: `${sentAt}`, ApproximateReceiveCount: `${receiveCount}` },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
    ),
  };
}
