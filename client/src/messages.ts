import { ENDPOINTS } from '../../lib/endpoints/catalog.ts';
import { validate } from '../../lib/request/validation.ts';
import { type Fault, textOf } from './errors.ts';
import type { Queued } from './generated.ts';

/** Longest message that the queues take: 4 KiB less than SQS carries, which are its dead letter's. In bytes. */
const MAX_MESSAGE_BYTES = 1_044_480;

/** Longest entry of EventBridge's: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html. In bytes. */
const MAX_EVENT_BYTES = 262_144;

/** What of an entry counts besides its texts. */
const TIME_BYTES = 14;

type Capability = keyof Queued;

/** What a queue or a rule would refuse, before it is sent. */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(textOf(faults));
    this.faults = faults;
  }
}

/** Members of SQS's `SendMessage`, and of an entry of `SendMessageBatch`. */
export interface Message {
  readonly MessageBody: string;
}

/** Members of an entry of EventBridge's `PutEvents`. */
export interface Event {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly EventBusName: string;
}

/**
 * A message for the queue of a capability. Throws InvalidMessageError with every fault of the request, and if it is longer than
 * the queue takes.
 */
export function toMessage<Name extends Capability>(capability: Name, request: Queued[Name]): Message {
  const MessageBody = bodyOf(capability, request);
  holdTo(MAX_MESSAGE_BYTES, Buffer.byteLength(MessageBody), 'a message');
  return { MessageBody };
}

/**
 * An event that the stack's rules take to the queue of a capability. Throws as `toMessage` does.
 *
 * @param EventBusName the output EventBusName of the stack
 * @param Source whatever names the sender: no rule looks at it
 */
export function toEvent<Name extends Capability>(
  capability: Name,
  request: Queued[Name],
  { EventBusName, Source }: Pick<Event, 'EventBusName' | 'Source'>,
): Event {
  const Detail = bodyOf(capability, request);
  const DetailType = `Batch ${capability.split('-').map(capitalised).join(' ')}`;
  const bytes = [Source, DetailType, Detail].reduce((sum, text) => sum + Buffer.byteLength(text), TIME_BYTES);
  holdTo(MAX_EVENT_BYTES, bytes, 'an event');
  return { Source, DetailType, Detail, EventBusName };
}

const capitalised = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`;

function bodyOf(capability: Capability, request: object): string {
  const endpoint = ENDPOINTS.find(({ name, waysIn }) => name === capability && waysIn.includes('queue'));
  if (!endpoint) throw new InvalidMessageError([{ detail: `\`${capability}\` has no queue` }]);
  const text = JSON.stringify(request);
  const { faults } = validate(endpoint.schema, JSON.parse(text));
  if (faults.length > 0) throw new InvalidMessageError(faults);
  return text;
}

function holdTo(mostBytes: number, bytes: number, what: string): void {
  if (bytes <= mostBytes) return;
  throw new InvalidMessageError([{ detail: `has ${bytes} bytes; ${what} has at most ${mostBytes}` }]);
}
