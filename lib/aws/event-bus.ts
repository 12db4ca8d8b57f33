import type { Readable } from 'node:stream';
import type { Deadline } from '../deadline.ts';
import { inChunks } from '../request/chunks.ts';
import { bytesOfEvent, type EventEntry, MAX_EVENT_BYTES } from './event-entry.ts';
import type { SignedClient } from './signed.ts';

/** EventBridge's limit on one call: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;

/** Calls at once. Ours. */
const CONCURRENCY = 10;

/** Longest that one call may take. Ours: EventBridge answers in milliseconds. */
const TRY_TIMEOUT_MS = 2_000;

/** Waited before what failed is tried again. Ours. */
const PAUSE_MS = 200;

/** An event as it is put on a bus. */
export interface OutgoingEvent {
  readonly detailType: string;
  readonly detail: object;
}

/** The only one who talks to EventBridge. */
export interface EventBus {
  /** Puts events on the bus, again and again while time allows. Answers how many it did not get there, and why; never throws. */
  put(
    events: readonly OutgoingEvent[],
    deadline: Deadline,
  ): Promise<{ readonly failed: number; readonly error?: unknown }>;
}

interface BusOptions {
  readonly bus: string;
  readonly source: string;
  readonly endpoint: URL;
  sleep(ms: number): Promise<void>;
}

export function createEventBus(client: SignedClient, options: BusOptions): EventBus {
  return new SignedEventBus(client, options);
}

class SignedEventBus implements EventBus {
  readonly #client: SignedClient;
  readonly #options: BusOptions;

  constructor(client: SignedClient, options: BusOptions) {
    this.#client = client;
    this.#options = options;
  }

  async put(events: readonly OutgoingEvent[], deadline: Deadline) {
    const { bus: EventBusName, source: Source, sleep } = this.#options;
    let open: EventEntry[] = events.map(({ detailType: DetailType, detail }) => ({
      EventBusName,
      Source,
      DetailType,
      Detail: JSON.stringify(detail),
    }));
    let error: unknown;
    for (;;) {
      const left: EventEntry[] = [];
      for (const calls of inChunks(inCalls(open), CONCURRENCY)) {
        const failed = await Promise.all(
          calls.map((entries) =>
            this.#call(entries, deadline).catch((reason) => {
              error = reason;
              return entries;
            }),
          ),
        );
        left.push(...failed.flat());
      }
      if (left.length === 0) return { failed: 0 };
      if (deadline.remainingMs() <= PAUSE_MS)
        return { failed: left.length, error: error ?? new Error('It refused some.') };
      open = left;
      await sleep(PAUSE_MS);
    }
  }

  /** Answers those that were not taken. Throws if nobody knows. */
  async #call(Entries: readonly EventEntry[], deadline: Deadline): Promise<readonly EventEntry[]> {
    const body = JSON.stringify({ Entries });
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };
    const soon = { remainingMs: () => Math.min(TRY_TIMEOUT_MS, deadline.remainingMs()) };
    const answer = await this.#client.send({ method: 'POST', endpoint: this.#options.endpoint, headers, body }, soon);
    const said = await textOf(answer.body);
    if (answer.status !== 200) throw new Error(`EventBridge answered ${answer.status}.`);
    const { FailedEntryCount = 0, Entries: results = [] } = JSON.parse(said) as PutEventsAnswer;
    if (FailedEntryCount === 0) return [];
    const failed = Entries.filter((_, index) => results[index]?.ErrorCode !== undefined);
    return failed.length > 0 ? failed : Entries;
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html#API_PutEvents_ResponseSyntax */
interface PutEventsAnswer {
  readonly FailedEntryCount?: number;
  readonly Entries?: readonly { readonly ErrorCode?: string }[];
}

/** So many entries in each call as it takes. */
function inCalls(entries: readonly EventEntry[]): EventEntry[][] {
  const calls: EventEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = bytesOfEvent(entry);
    const last = calls.at(-1);
    if (last && last.length < MAX_ENTRIES && bytes + size <= MAX_EVENT_BYTES) {
      last.push(entry);
      bytes += size;
    } else {
      calls.push([entry]);
      bytes = size;
    }
  }
  return calls;
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
