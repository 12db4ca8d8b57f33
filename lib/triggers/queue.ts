import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Deadline, deadlineOf, sooner } from '../deadline.ts';
import { type Delivered, type DeliveryTools, deliver } from '../deliver.ts';
import type { Call, Endpoint, Permissions, RequestFields, WithApps } from '../endpoints/endpoint.ts';
import { ConfigurationError, SecretsUnavailableError } from '../errors.ts';
import type { Log, LogContext } from '../log.ts';
import type { Queues } from '../queues.ts';
import type { Secret } from '../secret.ts';
import { validate } from '../validation.ts';
import { noLedger, prepare } from './prepare.ts';
import { type QueueMessage, readRecords } from './queue-record.ts';
import { deferred, type Fate, invalid, type Share, triage } from './triage.ts';

/** What Lambda calls with a batch of an SQS queue; the mapping must have `ReportBatchItemFailures`. */
export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** What it takes to work off a batch. */
export interface QueueTools extends DeliveryTools, Permissions {
  readonly queues: Queues;
  readonly queueUrl: string | undefined;
  readonly deadLetterQueueUrl: string;
  readonly unknownOutcome: 'park' | 'resend';
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
    const logContext = { endpoint: endpoint.name, requestId: context?.awsRequestId };
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
      'error' in ready ? Promise.reject(ready.error) : decide(messages, { endpoint, ...ready, ...settling });
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

interface Settling {
  readonly tools: QueueTools;
  readonly deadline: Deadline;
  readonly log: Log;
  readonly logContext: LogContext;
}

interface Work<Request extends RequestFields> extends Settling {
  readonly endpoint: Endpoint<Request>;
  readonly secret: Secret;
}

type Fates = ReadonlyMap<QueueMessage, Fate>;

/** Carries out what can be carried out, and says what becomes of each message. Throws only before any call is made. */
async function decide<Request extends RequestFields>(
  messages: readonly QueueMessage[],
  { endpoint, tools, secret, deadline, log, logContext }: Work<Request>,
): Promise<Fates> {
  const fates = new Map<QueueMessage, Fate>();
  const planned: { message: QueueMessage; request: Request & WithApps }[] = [];
  for (const message of inOrderOfSending(messages)) {
    const { request, faults } = check(message, endpoint, secret, tools);
    if (!request) fates.set(message, invalid(faults));
    else if (request.idempotency_key !== undefined && !endpoint.idempotent) {
      log.notReady(logContext, noLedger());
      fates.set(message, deferred({ ...message, random: tools.clock.random }));
    } else if (request.dry_run) fates.set(message, { kind: 'done' });
    else planned.push({ message, request });
  }
  const calls = inOrderOfMessages(endpoint.plan(planned.map(({ request }) => request)));
  const delivered = await deliver(endpoint, calls, secret, sooner(deadline), tools);
  const shares = sharesOf(delivered, planned.length);
  for (const [index, { message }] of planned.entries()) {
    fates.set(message, triage(shares[index] ?? [], triageOptions(message, endpoint, tools)));
  }
  for (const each of delivered) log.call(logContext, each);
  return fates;
}

/** What one message asks for leaves together, so that whatever ends the work early leaves few messages half done. */
function inOrderOfMessages(calls: readonly Call[]): Call[] {
  const firstOf = new Map(calls.map((call) => [call, Math.min(...call.serves.keys())]));
  return [...calls].sort((one, other) => (firstOf.get(one) ?? 0) - (firstOf.get(other) ?? 0));
}

function inOrderOfSending(messages: readonly QueueMessage[]): QueueMessage[] {
  return [...messages].sort((one, other) => one.sentAt - other.sentAt);
}

function check<Request extends RequestFields>(
  { body, faults }: QueueMessage,
  endpoint: Endpoint<Request>,
  secret: Secret,
  permissions: Permissions,
) {
  if (faults.length > 0) return { faults };
  const validated = validate(endpoint, body, [...secret.apps.keys()]);
  const forbidden = (validated.request && endpoint.guard?.(validated.request, permissions)) ?? [];
  return forbidden.length > 0 ? { faults: forbidden } : validated;
}

/** Every call's end, handed out to the requests that the call served. */
function sharesOf(delivered: readonly Delivered[], requests: number): Share[][] {
  const shares: Share[][] = Array.from({ length: requests }, () => []);
  for (const each of delivered) {
    for (const [request, items] of each.call.serves) shares[request]?.push({ delivered: each, items });
  }
  return shares;
}

function triageOptions(
  { record, receiveCount }: QueueMessage,
  { idempotent }: Pick<Endpoint, 'idempotent'>,
  tools: QueueTools,
) {
  const isOverridden = record.messageAttributes?.['unknown-outcome']?.stringValue === 'resend';
  const unknownOutcome = isOverridden ? 'resend' : tools.unknownOutcome;
  return { idempotent, unknownOutcome, receiveCount, random: tools.clock.random } as const;
}

/** Sends the dead letters and puts off what goes back. Answers the messages that SQS must keep. */
async function settle(fates: Fates, work: Settling): Promise<QueueMessage[]> {
  const settled = await Promise.all(
    [...fates].map(async ([message, fate]) => [message, await bury(message, fate, work)] as const),
  );
  const back = settled.flatMap(([message, fate]) => (fate.kind === 'deferred' ? [{ message, fate }] : []));
  const queueUrl = work.tools.queueUrl ?? siblingQueue(work.tools.deadLetterQueueUrl, back[0]?.message);
  const delayed = back.map(({ message, fate }) => ({ receiptHandle: message.record.receiptHandle, ...fate }));
  if (queueUrl !== undefined) await work.tools.queues.delay(queueUrl, delayed, work.deadline);
  for (const [message, fate] of settled) work.log.message(work.logContext, message.record.messageId, fate);
  return back.map(({ message }) => message);
}

/** Sends a dead letter, if it comes to that. A message that can't be buried goes back. */
async function bury(message: QueueMessage, fate: Fate, { tools, deadline, log, logContext }: Settling): Promise<Fate> {
  if (fate.kind !== 'dead') return fate;
  const { reason, detail } = fate;
  const { body, messageId: source } = message.record;
  const attributes = { reason, detail, source, idempotency_key: message.name };
  try {
    await tools.queues.send(tools.deadLetterQueueUrl, { body, attributes }, deadline);
    return fate;
  } catch (error) {
    log.failure(logContext, error);
    return deferred({ ...message, random: tools.clock.random });
  }
}

/** The queue that a record came from: beside its dead-letter queue, under the name at the end of its ARN. */
function siblingQueue(deadLetterQueueUrl: string, message: QueueMessage | undefined): string | undefined {
  const name = message?.record.eventSourceARN?.split(':').at(-1);
  return name && deadLetterQueueUrl.replace(/[^/]*$/, name);
}

function failures(messages: readonly QueueMessage[]): SQSBatchResponse {
  return { batchItemFailures: messages.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}

function reportError(error: unknown, log: Log, context: LogContext): void {
  if (error instanceof ConfigurationError || error instanceof SecretsUnavailableError) log.notReady(context, error);
  else log.failure(context, error);
}
