import type { Admitted } from '../../attempt/admission.ts';
import type { Attempt } from '../../attempt/attempt.ts';
import type { Bulks } from '../../bulk/bulks.ts';
import type { PartFate } from '../../bulk/state.ts';
import { WORST_FIRST } from '../../bulk/status.ts';
import type { Deferred } from '../../delivery/outcome.ts';
import type { RequestFields } from '../../endpoints/endpoint.ts';
import type { Identity } from '../../ledger/identity.ts';
import type { QueueMessage } from './record.ts';
import type { Endings, Settling } from './settle.ts';
import { isRunning, summed, type Told, toldByLedger } from './told.ts';
import { deferred, type Ending, untriedStatus } from './triage.ts';

/** What it takes to see to parts of bulks; where nothing is remembered, they are messages like others. */
export interface BulkPartTools {
  readonly bulks?: Pick<Bulks, 'ended' | 'noteFate'> | undefined;
}

type BulkWork = Settling & { readonly tools: BulkPartTools };

/** Whether the bulk that a message is a part of was called off. */
export type CalledOff = (message: QueueMessage) => boolean | 'unread';

/** One read for each bulk that has parts in a batch. Never throws: what can't be read is not known. */
export async function readCalledOff(messages: readonly QueueMessage[], work: BulkWork): Promise<CalledOff> {
  const { tools, deadline, log, logContext } = work;
  const ids = [...new Set(messages.flatMap(({ part }) => (part ? [part.id] : [])))];
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        return [id, (await tools.bulks?.ended(id, deadline))?.status === 'cancelled'] as const;
      } catch (error) {
        log.failure(logContext, error);
        return [id, 'unread'] as const;
      }
    }),
  );
  const byId = new Map<string, boolean | 'unread'>(found);
  return ({ part }) => (part && byId.get(part.id)) ?? false;
}

const CANCELLED: Deferred = {
  status: 'deferred',
  by: 'cancelled',
  error: { name: 'CANCELLED', detail: 'Not sent: the bulk was cancelled.' },
};

/** What becomes of a part that nobody wants sent any more: what was sent before stays as it is, and nothing else is. */
export function endingOfCancelled<Request extends RequestFields>(
  { message, identity }: { readonly message: QueueMessage; readonly identity: Identity | undefined },
  admitted: Admitted<Request>,
  attempt: Attempt<Request>,
  { tools }: Pick<Settling, 'tools'>,
): Ending {
  const { known } = admitted;
  const told =
    known && identity
      ? toldByLedger(known, identity, tools.clock.now()).map(calledOff)
      : attempt.plan([admitted]).map(({ app, items, parts }): Told => {
          return { app, items, people: parts[0]?.size, outcome: CANCELLED };
        });
  return { fate: told.some(isRunning) ? deferred({ ...message, random: tools.clock.random }) : { kind: 'done' }, told };
}

function calledOff(told: Told): Told {
  const { outcome } = told;
  return outcome.status === 'deferred' && !isRunning(told) ? { ...told, outcome: CANCELLED } : told;
}

/** Writes down what became of parts before their messages are let go of. A message whose fate can't be written goes back. */
export async function noteFates(endings: Endings, work: BulkWork): Promise<Endings> {
  const noted = await Promise.all(
    [...endings].map(async ([message, ending]) => [message, await noteFate(message, ending, work)] as const),
  );
  return new Map(noted);
}

async function noteFate(message: QueueMessage, ending: Ending, work: BulkWork): Promise<Ending> {
  const { tools, deadline, log, logContext } = work;
  const { part } = message;
  const fate = part && partFateOf(part.n, ending, tools.clock.now());
  if (!part || !fate || !tools.bulks) return ending;
  try {
    await tools.bulks.noteFate(part.id, fate, deadline);
    return ending;
  } catch (error) {
    log.failure(logContext, error);
    if (ending.fate.kind === 'deferred') return ending;
    return { ...ending, fate: deferred({ ...message, random: tools.clock.random }) };
  }
}

/** Nothing if there is nothing new: none of it was tried, or another function is at it. */
function partFateOf(n: number, { fate, told = [] }: Ending, at: number): PartFate | undefined {
  const isOpen = fate.kind === 'deferred';
  if (isOpen && (told.length === 0 || told.some(isRunning))) return undefined;
  // Lines, not events.
  const results = summed(told, ({ items, people = items }) => people);
  const worst = WORST_FIRST.find((status) => results.some((result) => result.status === status));
  return { n, status: worst ?? untriedStatus(fate), isOpen, results, at };
}
