import type { Admitted } from '../../attempt/admission.ts';
import { noteApps, noteProgress } from '../../attempt/progress.ts';
import type { Share } from '../../attempt/share.ts';
import { MS_PER_DAY } from '../../clock.ts';
import type { RequestFields } from '../../endpoints/endpoint.ts';
import type { Identity } from '../../ledger/identity.ts';
import { partsOf, recall } from '../../ledger/known.ts';
import { LEAST_TTL_DAYS, partName, unknownsOf } from '../../ledger/record.ts';
import { INTERRUPTED } from '../../ledger/remembered.ts';
import type { QueueMessage } from './record.ts';
import { check, KEY_REUSED, type Valid } from './request.ts';
import type { Endings } from './settle.ts';
import { type Told, toldByLedger, toldOf } from './told.ts';
import { deferred, type Ending, exhausted, type Fate, invalid, tooOld, triage } from './triage.ts';
import { type QueueTools, reportError, type Work } from './work.ts';

/** A message whose request may be tried. */
export interface Planned<Request> extends Valid<Request> {
  readonly admitted: Admitted<Request>;
}

/** What becomes of a message that was tried. */
export async function endingOf<Request extends RequestFields>(
  planned: Planned<Request>,
  shares: readonly Share[],
  work: Work<Request>,
): Promise<Ending> {
  const { message, effect } = planned;
  if (shares.some(({ delivered }) => delivered.hindrance === 'other-body')) {
    return { fate: invalid([KEY_REUSED]), told: [] };
  }
  const told = toldFor(planned, shares, work);
  const fate = told.length === 0 ? openFate(message, work) : fateBy(told, planned, work);
  // A letter that can't be buried comes back too, and a part of a bulk may be handed over again.
  if (fate.kind === 'deferred' || (effect !== 'once' && (fate.kind === 'dead' || message.part))) {
    await noteOpen(planned, shares, work);
  }
  return { fate, told };
}

/**
 * How a message's parts ended. One that can't be received again is told of with what its earlier tries leave open: they may have
 * been carried out, although the last one certainly was not.
 */
function toldFor<Request extends RequestFields>(
  { message, effect, admitted: { targets, known } }: Planned<Request>,
  shares: readonly Share[],
  { tools }: Work<Request>,
): Told[] {
  const told = toldOf(shares);
  if (effect !== 'once' || !known || !isLast(message, tools)) return told;
  return told.map((each, index) => {
    const keyHash = targets.find(({ alias }) => alias === each.app)?.keyHash;
    const records = (shares[index]?.parts ?? []).map(({ chunk }) => known.parts.get(partName(keyHash, chunk)));
    const isLeftOpen = records.some((record) => record && unknownsOf(record) > 0);
    return isLeftOpen && isCertainlyNotMade(each) ? { ...each, outcome: INTERRUPTED, remembered: true } : each;
  });
}

/** This time: what another attempt may be at is told so. */
function isCertainlyNotMade({ outcome }: Told): boolean {
  return outcome.status === 'deferred' && outcome.by !== 'running';
}

function fateBy<Request extends RequestFields>(
  told: readonly Told[],
  valid: Valid<Request>,
  work: Work<Request>,
  isOld = isTooOld(valid, work),
): Fate {
  const { message, effect } = valid;
  const { tools } = work;
  return triage(told, {
    effect,
    unknownOutcome: message.resendsUnknown ? 'resend' : tools.unknownOutcome,
    retriesRejected: message.retriesRejected,
    receiveCount: message.receiveCount,
    isLast: isLast(message, tools),
    isTooOld: isOld,
    random: tools.clock.random,
  });
}

/** Keeps what the next attempt has to know. Best effort: without it, that begins anew. */
async function noteOpen<Request extends RequestFields>(
  { admitted, effect, identity }: Planned<Request>,
  shares: readonly Share[],
  { tools: { ledger }, deadline, log, logContext }: Work<Request>,
): Promise<void> {
  if (!ledger || !identity || admitted.unread) return;
  try {
    const isClaimed = effect === 'once' && shares.some(({ delivered }) => wasClaimed(delivered));
    if (effect !== 'once') await noteProgress(ledger, admitted, shares, deadline);
    else if (!isClaimed) await noteApps(ledger, admitted, shares, deadline);
  } catch (error) {
    log.failure(logContext, error);
  }
}

function wasClaimed({ exchanges, remembered, outcome }: Share['delivered']): boolean {
  return exchanges.length > 0 || remembered === true || (outcome.status === 'deferred' && outcome.by === 'running');
}

/** What must not be repeated is not carried out once the ledger may have forgotten it, unless a person says so. */
export function isTooOld<Request extends RequestFields>(
  { effect, message: { firstSentAt, resendsUnknown } }: Valid<Request>,
  { tools }: Work<Request>,
): boolean {
  return effect === 'once' && !resendsUnknown && tools.clock.now() - firstSentAt > tools.ledgerTtlMs;
}

/**
 * A message that comes back, is older than whatever the ledger keeps the shortest, and of which a part is not known to it: that
 * may have been sent before `LEDGER_TTL_DAYS` was raised, and be forgotten since.
 */
export function mayBeForgotten<Request extends RequestFields>(
  { effect, message: { firstSentAt, comesBack, resendsUnknown } }: Valid<Request>,
  { known, unread }: Admitted<Request>,
  { tools }: Work<Request>,
): boolean {
  const isKnown = known && partsOf(known.whole).every((part) => known.parts.has(part));
  if (effect !== 'once' || resendsUnknown || !comesBack || isKnown || unread) return false;
  return tools.clock.now() - firstSentAt > LEAST_TTL_DAYS * MS_PER_DAY;
}

function isLast({ receiveCount }: QueueMessage, { maxReceiveCount }: QueueTools): boolean {
  return maxReceiveCount !== undefined && receiveCount >= maxReceiveCount;
}

/** What the ledger knows of a message's request; nothing, if it does not know it. */
async function recallTold<Request extends RequestFields>(
  { identity }: Valid<Request>,
  { tools: { ledger, clock }, deadline }: Work<Request>,
): Promise<Told[]> {
  const known = identity && ledger && (await recall(ledger, identity, deadline));
  return known?.bodyHash === identity?.bodyHash && known ? toldByLedger(known, identity as Identity, clock.now()) : [];
}

/** Nothing of a message that is too old is tried any more; what the ledger still knows of it is told. */
export async function buryTooOld<Request extends RequestFields>(
  valid: Valid<Request>,
  work: Work<Request>,
): Promise<Ending> {
  const told = await recallTold(valid, work);
  return { fate: told.length > 0 ? fateBy(told, valid, work, true) : tooOld(), told };
}

/** Nothing has left for Batch: all go back, or are buried if they can't be received again. */
export async function allOpen<Request extends RequestFields>(
  messages: readonly QueueMessage[],
  work: Work<Request>,
): Promise<Endings> {
  const endings = messages.map(async (message) => [message, await openByLedger(message, work)] as const);
  return new Map(await Promise.all(endings));
}

/** On its last receive a message is told of as the ledger knows it, since nobody is told later. */
export async function openByLedger<Request extends RequestFields>(
  message: QueueMessage,
  work: Work<Request>,
): Promise<Ending> {
  const open = { fate: openFate(message, work), told: [] };
  if (!isLast(message, work.tools)) return open;
  try {
    const valid = check(message, work);
    if ('faults' in valid) return { fate: invalid(valid.faults), told: [] };
    if (isTooOld(valid, work)) return await buryTooOld(valid, work);
    const told = await recallTold(valid, work);
    return told.length > 0 ? { fate: fateBy(told, valid, work), told } : open;
  } catch (error) {
    reportError(error, work.log, work.logContext);
    return open;
  }
}

/** Of a message of which nothing was tried this time. */
export function openFate<Request extends RequestFields>(message: QueueMessage, { tools }: Work<Request>): Fate {
  if (isLast(message, tools)) return exhausted();
  return deferred({ ...message, random: tools.clock.random });
}
