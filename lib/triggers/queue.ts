import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Claims, createClaims, KEY_REUSED, NOTHING_TO_CLAIM } from '../claims.ts';
import { deadlineOf, sooner } from '../deadline.ts';
import { type Delivered, type DeliveryTools, deliver } from '../deliver.ts';
import type { Call, Endpoint, Permissions, RequestFields, WithApps } from '../endpoints/endpoint.ts';
import { ConfigurationError, SecretsUnavailableError } from '../errors.ts';
import { identify } from '../identity.ts';
import type { Ledger } from '../ledger.ts';
import { type Log, type LogContext, logContextOf } from '../log.ts';
import type { Secret } from '../secret.ts';
import { validate } from '../validation.ts';
import { prepare, requireLedger } from './prepare.ts';
import { type QueueMessage, readRecords } from './queue-record.ts';
import { type Fates, type Settling, type SettlingTools, settle } from './queue-settle.ts';
import { deferred, type Fate, invalid, type Share, triage } from './triage.ts';

/** What Lambda calls with a batch of an SQS queue; the mapping must have `ReportBatchItemFailures`. */
export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** What it takes to work off a batch. */
export interface QueueTools extends DeliveryTools, SettlingTools, Permissions {
  readonly unknownOutcome: 'park' | 'resend';
  /** Idempotent endpoints need none. */
  readonly ledger: Ledger | undefined;
}

/**
 * Works off a batch of messages: all are planned together, each comes to its own fate. The handler never throws: a
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
    const messages = readRecords(event, endpoint);
    const deadline = deadlineOf(context);
    const ready = await prepare(makeTools, deadline);
    if (!ready.tools) {
      reportError(ready.error, log, logContext);
      return failures(messages);
    }
    const { tools } = ready;
    const settling = { tools, deadline, log, logContext };
    const deciding =
      'error' in ready ? Promise.reject(ready.error) : decide(messages, { endpoint, ...settling, ...ready });
    const fates = await deciding.catch((error: unknown) => {
      reportError(error, log, logContext);
      return allDeferred(messages, tools);
    });
    return failures(await settle(fates, settling));
  };
}

/** Nothing has left for Batch. */
function allDeferred(messages: readonly QueueMessage[], { clock }: QueueTools): Fates {
  return new Map(messages.map((message) => [message, deferred({ ...message, random: clock.random })]));
}

interface Work<Request extends RequestFields> extends Settling {
  readonly endpoint: Endpoint<Request>;
  readonly tools: QueueTools;
  readonly secret: Secret;
}

/** A message whose request is to be carried out. */
interface Planned<Request> {
  readonly message: QueueMessage;
  readonly request: Request & WithApps;
}

/** Carries out what can be carried out, and says what becomes of each message. Throws only if nothing may be repeated by that. */
async function decide<Request extends RequestFields>(
  messages: readonly QueueMessage[],
  work: Work<Request>,
): Promise<Fates> {
  const fates = new Map<QueueMessage, Fate>();
  const planned: Planned<Request>[] = [];
  for (const message of inOrderOfSending(messages)) {
    const { request, faults } = check(message, work);
    if (!request) fates.set(message, invalid(faults));
    else if (request.dry_run) fates.set(message, { kind: 'done' });
    else planned.push({ message, request });
  }
  for (const round of work.endpoint.idempotent ? [planned] : inRounds(planned)) {
    for (const [message, fate] of await carryOut(round, work)) fates.set(message, fate);
  }
  return fates;
}

/** Messages of one name are one request: the second has its turn when the first has ended, and finds it remembered. */
function inRounds<T extends { readonly message: QueueMessage }>(planned: readonly T[]): T[][] {
  const rounds: T[][] = [];
  const seen = new Map<string, number>();
  for (const one of planned) {
    const round = seen.get(one.message.name) ?? 0;
    seen.set(one.message.name, round + 1);
    rounds[round] ??= [];
    rounds[round].push(one);
  }
  return rounds;
}

async function carryOut<Request extends RequestFields>(
  planned: readonly Planned<Request>[],
  work: Work<Request>,
): Promise<Fates> {
  const { endpoint, tools, secret, deadline, log, logContext } = work;
  const calls = inOrderOfMessages(endpoint.plan(planned.map(({ request }) => request)));
  const delivered = await deliver(endpoint, calls, secret, sooner(deadline), tools, claimsOn(planned, work));
  log.calls(logContext, delivered);
  const shares = sharesOf(delivered, planned.length);
  return new Map(planned.map(({ message }, index) => [message, fateOf(message, shares[index] ?? [], work)]));
}

function claimsOn<Request extends RequestFields>(
  planned: readonly Planned<Request>[],
  { endpoint, tools: { ledger, unknownOutcome, clock }, deadline }: Work<Request>,
): Claims {
  if (endpoint.idempotent) return NOTHING_TO_CLAIM;
  const requests = planned.map(({ message: { name, body, resendsUnknown, retriesRejected } }) => {
    const resends = resendsUnknown || unknownOutcome === 'resend';
    const repeats = [...(resends ? (['unknown'] as const) : []), ...(retriesRejected ? (['rejected'] as const) : [])];
    return { identity: identify(endpoint.name, name, body), repeats, resendsInterrupted: resends };
  });
  return createClaims(requireLedger(ledger), requests, { deadline, now: clock.now });
}

function fateOf<Request extends RequestFields>(
  { receiveCount, resendsUnknown }: QueueMessage,
  shares: readonly Share[],
  { endpoint: { idempotent }, tools }: Work<Request>,
): Fate {
  if (shares.some(({ delivered }) => delivered.outcome === KEY_REUSED)) {
    return invalid([{ pointer: '/idempotency_key', detail: 'belongs to another request' }]);
  }
  const unknownOutcome = resendsUnknown ? 'resend' : tools.unknownOutcome;
  return triage(shares, { idempotent, unknownOutcome, receiveCount, random: tools.clock.random });
}

/** What one message asks for leaves together, so that whatever ends the work early leaves few messages half done. */
function inOrderOfMessages(calls: readonly Call[]): Call[] {
  const firstOf = new Map(calls.map((call) => [call, Math.min(...call.parts.map(({ request }) => request))]));
  return [...calls].sort((one, other) => (firstOf.get(one) ?? 0) - (firstOf.get(other) ?? 0));
}

function inOrderOfSending(messages: readonly QueueMessage[]): QueueMessage[] {
  return [...messages].sort((one, other) => one.sentAt - other.sentAt);
}

function check<Request extends RequestFields>(
  { body, faults }: QueueMessage,
  { endpoint, secret, tools }: Work<Request>,
) {
  if (faults.length > 0) return { faults };
  const validated = validate(endpoint, body, [...secret.apps.keys()]);
  const forbidden = (validated.request && endpoint.guard?.(validated.request, tools)) ?? [];
  return forbidden.length > 0 ? { faults: forbidden } : validated;
}

/** Every call's end, handed out to the requests that the call served. */
function sharesOf(delivered: readonly Delivered[], requests: number): Share[][] {
  const shares: Share[][] = Array.from({ length: requests }, () => []);
  for (const each of delivered) {
    for (const { request, items } of each.call.parts) shares[request]?.push({ delivered: each, items });
  }
  return shares;
}

function failures(messages: readonly QueueMessage[]): SQSBatchResponse {
  return { batchItemFailures: messages.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}

function reportError(error: unknown, log: Log, context: LogContext): void {
  if (error instanceof ConfigurationError || error instanceof SecretsUnavailableError) log.notReady(context, error);
  else log.failure(context, error);
}
