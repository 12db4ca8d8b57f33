import { bytesOfEvent, type EventEntry, MAX_EVENT_BYTES } from '../../lib/aws/event-entry.ts';
import { detailTypeOf } from '../../lib/endpoints/capability.ts';
import { ENDPOINTS } from '../../lib/endpoints/catalog.ts';
import { MAX_MESSAGE_BYTES, queueText } from '../../lib/request/queue-text.ts';
import { validate } from '../../lib/request/validation.ts';
import { type Fault, textOf } from './errors.ts';
import type { Queued } from './generated.ts';

/** What EventBridge counts for a `Time`: whoever adds one finds room for it. */
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
  const MessageBody = queueText(bodyOf(capability, request));
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
  const event: EventEntry = { Source, DetailType: detailTypeOf({ name: capability }), Detail, EventBusName };
  holdTo(MAX_EVENT_BYTES, TIME_BYTES + bytesOfEvent(event), 'an event');
  return event;
}

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
