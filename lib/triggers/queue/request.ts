import type { Asked, Turned } from '../../attempt/admission.ts';
import type { Effect } from '../../endpoints/call.ts';
import { effectOf, type RequestFields } from '../../endpoints/endpoint.ts';
import type { Identity } from '../../ledger/identity.ts';
import type { Fault } from '../../request/fault.ts';
import { validate } from '../../request/validation.ts';
import type { QueueMessage } from './record.ts';
import type { Work } from './work.ts';

/** A message whose request is valid. */
export interface Valid<Request> {
  readonly message: QueueMessage;
  readonly request: Request;
  /** Of carrying it out. */
  readonly effect: Effect;
  readonly identity: Identity | undefined;
}

/** The request in a message, if it is valid whatever the moment. */
export function check<Request extends RequestFields>(
  message: QueueMessage,
  { endpoint, tools }: Work<Request>,
): Valid<Request> | { readonly faults: readonly Fault[] } {
  const { body, faults, name, record } = message;
  if (faults.length > 0) return { faults };
  const validated = validate(endpoint.schema, body);
  if (!validated.request) return validated;
  const request = endpoint.sentAt?.(validated.request, message.firstSentAt) ?? validated.request;
  const effect = effectOf(endpoint, request);
  if (request.dry_run || !tools.ledger) return { message, request, effect, identity: undefined };
  // A key names what must not be repeated. What may be is remembered for its message alone, whatever key it carries; but a part
  // of a bulk may come in two messages.
  const identity =
    effect !== 'once' && !message.part
      ? tools.ledger.identify(endpoint.name, 'message', record.messageId, body)
      : tools.ledger.identify(endpoint.name, 'key', name, body);
  return { message, request, effect, identity };
}

/** What a message asks for, with what a person has said of it. */
export function askedBy<Request extends RequestFields>(
  { message, request, effect, identity }: Valid<Request>,
  { tools }: Pick<Work<Request>, 'tools'>,
): Asked<Request> {
  const { resendsUnknown, retriesRejected, record, comesBack } = message;
  const resends = resendsUnknown || tools.unknownOutcome === 'resend';
  const repeats = {
    interrupted: resends,
    unknown: resends,
    unknownWord: resendsUnknown ? record.messageId : undefined,
    rejectedWord: retriesRejected ? record.messageId : undefined,
  };
  return { request, effect, identity, repeats, comesBack };
}

/** Why a request may not be tried. */
export function faultsOf({ turned, refusals }: Turned): readonly Fault[] {
  return turned === 'refused' ? refusals : [KEY_REUSED];
}

/** Of a message whose name belongs to another body. */
export const KEY_REUSED = { pointer: '/idempotency_key', detail: 'belongs to another request' };
