/** Batch's error codes, and the HTTP status that each comes under (batch-api.md, "Errors"). */
const STATUS_BY_CODE = { 0: 500, 2: 503, 10: 401, 12: 403, 20: 404, 30: 400, 31: 400, 32: 400, 60: 429 } as const;

/** One of Batch's own error codes; not an HTTP status. */
export type BatchCode = keyof typeof STATUS_BY_CODE;

/** How Batch would end a call if nothing went wrong on the way: its answer, and what carrying the call out would do. */
export interface Verdict {
  readonly status: number;
  readonly body: unknown;
  /** Absent when Batch refuses the call. */
  readonly effect?: Effect;
}

/** What changes at Batch when a call is carried out. */
export interface Effect {
  /** People who get a push; 0 for everything but transactional pushes. */
  readonly recipients: number;
  carryOut(): void;
}

/** A verdict that Batch carries out: a read by answering it, anything else by the `effect` given. */
export function accept(
  status: number,
  body: unknown,
  { recipients = 0, carryOut = () => {} }: Partial<Effect> = {},
): Verdict {
  return { status, body, effect: { recipients, carryOut } };
}

/** A verdict that changes nothing at Batch, with Batch's error body. */
export function refuse(code: BatchCode, message: string): Refusal {
  return { status: STATUS_BY_CODE[code], body: { code, message } };
}

/** A call that Batch refuses. */
export interface Refusal extends Verdict {
  readonly body: { readonly code: BatchCode; readonly message: string };
}

/** The error body of the newer platform, both members of which are strings (mark D); what stands in `error_code` is a guess. */
export function asNewer({ status, body: { code, message } }: Refusal): Verdict {
  return { status, body: { error_code: `${code}`, error_message: message } };
}

/** Whether a verdict is a refusal. */
export function isRefusal(verdict: Verdict): verdict is Refusal {
  return verdict.effect === undefined;
}
