import { BatchWriteItemCommand, type BatchWriteItemCommandOutput } from '@aws-sdk/client-dynamodb';
import { type Deadline, signalAt } from '../deadline.ts';
import { inChunks } from '../request/chunks.ts';
import { requestId } from './identity.ts';
import { type Mark, toItem } from './mark.ts';
import { makeTableClient } from './table-client.ts';

/** DynamoDB's limit on the writes of one call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_WRITES = 25;

/** Longest that one write may take. Ours: who waits for it is told of the request all the same. */
const TIMEOUT_MS = 1_000;

/** Remembers requests of which no part was begun. Best effort: all methods throw what the SDK throws. */
export interface Marks {
  /** From now on it is known by its name and by the id that the queue gave it. `at`: when it had certainly not been received yet. */
  queued(request: Named & { readonly id: string; readonly at: number }, deadline: Deadline): Promise<void>;
  /** They were put aside, and nothing was ever tried. */
  ended(requests: readonly (Named & Pick<Mark, 'status'>)[], deadline: Deadline): Promise<void>;
}

interface Named {
  readonly capability: string;
  readonly name: string;
}

/** As much of DynamoDB's client as is needed. */
export interface MarksClient {
  send(
    command: BatchWriteItemCommand,
    options: { abortSignal: AbortSignal },
  ): Promise<Pick<BatchWriteItemCommandOutput, 'UnprocessedItems'>>;
}

/** The client is made on first use. */
export function createMarks(
  table: string,
  { ttlMs, now }: { readonly ttlMs: number; now(): number },
  makeClient: () => MarksClient = makeTableClient,
): Marks {
  let made: MarksClient | undefined;
  async function write(marks: readonly (Omit<Mark, 'expiresAt'> & { readonly in: string })[], deadline: Deadline) {
    made ??= makeClient();
    const expiresAt = Math.ceil((now() + ttlMs) / 1000);
    const puts = marks.map((mark) => ({ PutRequest: { Item: toItem(mark.in, { ...mark, expiresAt }) } }));
    for (const some of inChunks(puts, MAX_WRITES)) {
      const command = new BatchWriteItemCommand({ RequestItems: { [table]: some } });
      await made.send(command, { abortSignal: signalAt(deadline, TIMEOUT_MS) });
    }
  }
  return {
    queued: ({ capability, name, id, at }, deadline) => {
      const names = requestId(capability, 'key', name);
      const places = [...new Set([names, requestId(capability, 'key', id)])];
      return write(
        places.map((place) => ({ in: place, place: 'queued', names, status: 'running', at })),
        deadline,
      );
    },
    ended: (requests, deadline) => {
      const marks = new Map(
        requests.map(({ capability, name, status }) => {
          const names = requestId(capability, 'key', name);
          return [names, { in: names, place: 'ended' as const, names, status, at: now() }];
        }),
      );
      return write([...marks.values()], deadline);
    },
  };
}
