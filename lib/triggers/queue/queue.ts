import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { requireLedger } from '../../attempt/admission.ts';
import { Attempt } from '../../attempt/attempt.ts';
import { faultsBeside } from '../../attempt/refusals.ts';
import type { Secret } from '../../aws/secret.ts';
import { deadlineOf, sooner } from '../../deadline.ts';
import type { Endpoint, RequestFields } from '../../endpoints/endpoint.ts';
import { type Log, logContextOf } from '../../observe/log.ts';
import { prepare } from '../prepare.ts';
import { type CalledOff, endingOfCancelled, noteFates, readCalledOff } from './bulk-parts.ts';
import {
  allOpen,
  buryTooOld,
  endingOf,
  isTooOld,
  mayBeForgotten,
  openByLedger,
  openFate,
  type Planned,
} from './fates.ts';
import { noteUntried, tellOutcomes } from './outcome-events.ts';
import { type QueueMessage, readRecords } from './record.ts';
import { askedBy, check, faultsOf, type Valid } from './request.ts';
import { type Endings, settle } from './settle.ts';
import { type Ending, invalid } from './triage.ts';
import { type QueueTools, reportError, type Work } from './work.ts';

/** What Lambda calls with a batch of an SQS queue; the mapping must have `ReportBatchItemFailures`. */
export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * Works through a batch of messages: all are planned together, each comes to its own fate. The handler never throws: a
 * message is done, goes back, or lies in the dead-letter queue.
 *
 * @param makeTools throws ConfigurationError for as long as the environment is faulty
 */
export function createQueueTrigger<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  log: Log,
  makeTools: () => QueueTools,
): QueueHandler {
  return async (event, context) => {
    const logContext = logContextOf(endpoint, context);
    const deadline = deadlineOf(context);
    const ready = await prepare(makeTools, deadline);
    if (!ready.tools) {
      reportError(ready.error, log, logContext);
      return failures(readRecords(event, endpoint, Date.now()));
    }
    const { tools } = ready;
    const messages = readRecords(event, endpoint, tools.clock.now());
    const work = { endpoint, tools, deadline, log, logContext };
    const deciding = 'error' in ready ? Promise.reject(ready.error) : decide(messages, work, ready.secret);
    const endings = await deciding.catch(async (error: unknown) => {
      reportError(error, log, logContext);
      return allOpen(messages, work);
    });
    const settled = await settle(await noteFates(endings, work), work);
    await noteUntried(settled, work);
    await tellOutcomes(settled, work);
    return failures([...settled].flatMap(([message, { fate }]) => (fate.kind === 'deferred' ? [message] : [])));
  };
}

/** Carries out what can be carried out, and says what becomes of each message. Throws only if nothing may be repeated by that. */
async function decide<Request extends RequestFields>(
  messages: readonly QueueMessage[],
  work: Work<Request>,
  secret: Secret,
): Promise<Endings> {
  const { endpoint, tools, deadline, log, logContext } = work;
  const deadlines = { whole: deadline, ofCalls: sooner(deadline) };
  const attempt = new Attempt(endpoint, secret, deadlines, tools);
  const endings = new Map<QueueMessage, Ending>();
  const planned: Planned<Request>[] = [];
  const errors = new Map<string, unknown>();
  const isCalledOff = await readCalledOff(messages, work);
  const decided = await Promise.all(
    inOrderOfSending(messages).map(async (message) => {
      // What is odd about a message is its own misfortune alone.
      const failed = (error: unknown) => {
        errors.set(String(error), error);
        return openByLedger(message, work);
      };
      return [message, await admitOne(message, attempt, { ...work, secret, isCalledOff }).catch(failed)] as const;
    }),
  );
  // What hinders many is told once.
  for (const error of errors.values()) reportError(error, log, logContext);
  for (const [message, one] of decided) {
    if ('admitted' in one) planned.push(one);
    else endings.set(message, one);
  }
  for (const round of inRounds(planned)) {
    for (const [message, ending] of await tryTogether(round, attempt, work)) endings.set(message, ending);
  }
  return endings;
}

/** A message that is to be tried, or what becomes of it instead. */
async function admitOne<Request extends RequestFields>(
  message: QueueMessage,
  attempt: Attempt<Request>,
  work: Work<Request> & { readonly secret: Secret; readonly isCalledOff: CalledOff },
): Promise<Planned<Request> | Ending> {
  const valid = check(message, work);
  if ('faults' in valid) {
    const faults = [...valid.faults, ...faultsBeside(work.endpoint, message.body, work.secret, work.tools)];
    return { fate: invalid(faults), told: [] };
  }
  const isOnce = valid.effect === 'once';
  const isOff = work.isCalledOff(message);
  if (isOff === 'unread') return { fate: openFate(message, work), told: [] };
  if (isOnce) requireLedger(work.tools.ledger);
  if (isTooOld(valid, work)) return buryTooOld(valid, work);
  const admission = await attempt.admit(askedBy(valid, work));
  if (isOff) {
    return 'turned' in admission
      ? { fate: { kind: 'done' }, told: [] }
      : endingOfCancelled(valid, admission, attempt, work);
  }
  if ('turned' in admission) return { fate: invalid(faultsOf(admission)), told: [] };
  if (mayBeForgotten(valid, admission, work)) return buryTooOld(valid, work);
  // What of it is done nobody can say, and an older word must not be said again.
  if (!isOnce && admission.unread) return { fate: openFate(message, work), told: [] };
  if (valid.request.dry_run) return { fate: { kind: 'done' } };
  return { ...valid, admitted: admission };
}

/**
 * Messages of one name are one request: the second has its turn when the first has ended, and finds it remembered. Of what may be
 * repeated a name says nothing.
 */
function inRounds<T extends Pick<Valid<unknown>, 'message' | 'effect'>>(planned: readonly T[]): T[][] {
  const rounds: T[][] = [];
  const seen = new Map<string, number>();
  for (const one of planned) {
    const { name } = one.message;
    const round = one.effect === 'once' ? (seen.get(name) ?? 0) : 0;
    if (one.effect === 'once') seen.set(name, round + 1);
    rounds[round] ??= [];
    rounds[round].push(one);
  }
  return rounds;
}

async function tryTogether<Request extends RequestFields>(
  planned: readonly Planned<Request>[],
  attempt: Attempt<Request>,
  work: Work<Request>,
): Promise<Endings> {
  const { log, logContext } = work;
  const { delivered, shares, defects } = await attempt.carryOut(planned.map(({ admitted }) => admitted));
  log.calls(logContext, delivered);
  for (const defect of defects.values()) log.failure(logContext, defect);
  const endings = await Promise.all(
    planned.map(async (each, index) => [each.message, await endingOf(each, shares[index] ?? [], work)] as const),
  );
  return new Map(endings);
}

function inOrderOfSending(messages: readonly QueueMessage[]): QueueMessage[] {
  return [...messages].sort((one, other) => one.sentAt - other.sentAt);
}

function failures(messages: readonly QueueMessage[]): SQSBatchResponse {
  return { batchItemFailures: messages.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}
