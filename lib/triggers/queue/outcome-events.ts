import type { EventBus, OutgoingEvent } from '../../aws/event-bus.ts';
import type { Deadline } from '../../deadline.ts';
import type { Endpoint } from '../../endpoints/endpoint.ts';
import type { Marks } from '../../ledger/marks.ts';
import { overall } from '../../ledger/status.ts';
import type { Log, LogContext } from '../../observe/log.ts';
import type { QueueMessage } from './record.ts';
import type { Endings } from './settle.ts';
import { statusOfTold, summed } from './told.ts';
import { type Ending, untriedStatus } from './triage.ts';

/** `detail-type` of what is told: no capability's, whose words begin with `Batch` too. */
const DETAIL_TYPE = 'Batch Request Ended';

/** Longest that telling may take. Ours: until it has ended, no message of the batch is let go of. */
const MOST_MS = 10_000;

/** What it takes to let others know. */
export interface TellingTools {
  /** Where outcomes are told, if somebody wants to hear of them. */
  readonly outcomeEvents?: EventBus | undefined;
  /** Where it is kept what became of requests of which nothing was tried; where there is a ledger. */
  readonly marks?: Marks | undefined;
}

interface Telling {
  readonly endpoint: Pick<Endpoint, 'name' | 'account' | 'effect'>;
  readonly tools: TellingTools;
  readonly deadline: Deadline;
  readonly log: Log;
  readonly logContext: LogContext;
}

/** Tells on the bus, if somebody listens there, of each request whose fate is decided. Changes nothing, whatever happens. */
export async function tellOutcomes(endings: Endings, work: Telling): Promise<void> {
  const { endpoint, tools, deadline, log, logContext } = work;
  const events = [...endings].flatMap(([message, ending]) => eventOf(message, ending, endpoint));
  if (!tools.outcomeEvents || events.length === 0) return;
  const until = deadline.remainingMs() - MOST_MS;
  const soon = { remainingMs: () => deadline.remainingMs() - Math.max(until, 0) };
  const { failed, error } = await tools.outcomeEvents.put(events, soon);
  if (failed > 0) log.failure(logContext, error);
}

/** Keeps what became of requests that are asked about by name and of which the ledger knows nothing. Best effort. */
export async function noteUntried(
  endings: Endings,
  { endpoint: { name: capability, effect }, tools: { marks }, deadline, log, logContext }: Telling,
): Promise<void> {
  const ended = [...endings].flatMap(([{ name }, { fate, told }]) =>
    fate.kind === 'dead' && told?.length === 0 ? [{ capability, name, status: untriedStatus(fate) }] : [],
  );
  if (!marks || effect !== 'once' || ended.length === 0) return;
  await marks.ended(ended, deadline).catch((error) => log.failure(logContext, error));
}

function eventOf(
  { name: key }: QueueMessage,
  { fate, told }: Ending,
  { name: capability, account }: Pick<Endpoint, 'name' | 'account'>,
): OutgoingEvent[] {
  if (fate.kind === 'deferred' || told === undefined) return [];
  const sums = summed(told, ({ items }) => items);
  const results = sums.map(({ app, ...rest }) => ({ [account]: app, ...rest }));
  const reason = fate.kind === 'dead' ? { reason: fate.reason } : {};
  const status = told.length > 0 ? overall(told.map(statusOfTold)) : untriedStatus(fate);
  return [{ detailType: DETAIL_TYPE, detail: { capability, key, status, ...reason, results } }];
}
