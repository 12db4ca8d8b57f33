import { type AwsError, isConfiguration } from './aws-error.ts';
import type { Deadline } from './deadline.ts';
import type { Call, Part } from './endpoints/endpoint.ts';
import type { Identity } from './identity.ts';
import type { Entry, Ledger, LedgerRecord, PartName, Terms } from './ledger.ts';
import type { Deferred, Outcome, Rejected } from './outcome.ts';
import { endOf, recall } from './remembered.ts';
import { THROTTLED_FLOOR_MS } from './retry.ts';

/** Added to an owner's own deadline before it counts as dead. Ours: clocks differ, and so may an end by milliseconds. */
const OWNER_MARGIN_MS = 2_000;

/** A part that is not to be sent now, and why. */
export interface NotMine {
  readonly part: Part;
  readonly outcome: Outcome;
  /** The outcome is an earlier attempt's. */
  readonly remembered?: true;
}

/** What stands between a call and Batch: each part of it leaves once, whoever else tries. Its methods never throw. */
export interface Claims {
  /** To be asked right before the call leaves. */
  claim(call: Call): Promise<{ readonly mine: readonly Part[]; readonly others: readonly NotMine[] }>;
  /** Writes down how a call ended. Answers why that was not possible, or nothing. */
  settle(call: Call, outcome: Outcome): Promise<unknown>;
}

/** For calls that may be repeated, and for callers who gave no name to remember them by. */
export const NOTHING_TO_CLAIM: Claims = {
  claim: async ({ parts }) => ({ mine: parts, others: [] }),
  settle: async () => undefined,
};

/** A request of a plan, as the ledger looks at it. */
export interface ClaimedRequest extends Pick<Terms, 'repeats' | 'resendsInterrupted'> {
  readonly identity: Identity;
}

type Answer = Awaited<ReturnType<Ledger['claim']>>;

/** The claims of one invocation on the requests of one plan, by their place in it. */
export function createClaims(
  ledger: Ledger,
  requests: readonly ClaimedRequest[],
  { deadline, now }: { deadline: Deadline; now: () => number },
): Claims {
  const until = now() + deadline.remainingMs() + OWNER_MARGIN_MS;
  const openings = new Map<number, Promise<Answer>>();
  const held = new Map<string, LedgerRecord>();

  function claimAt(place: Entry['place'], part: PartName, { identity, ...rest }: ClaimedRequest): Promise<Answer> {
    const { request, bodyHash } = identity;
    return ledger.claim({ request, bodyHash, place, part }, { ...rest, until }, deadline);
  }

  /** The first of a request's parts claims for all of them that the name is theirs; the others wait for its answer. */
  async function claimPart(index: number, part: PartName): Promise<Answer> {
    const request = requests[index] as ClaimedRequest;
    const earlier = openings.get(index);
    const opening = earlier ?? claimAt('first', part, request);
    openings.set(index, opening);
    const opened = await opening;
    if ('claimed' in opened) return earlier ? claimAt(part, part, request) : opened;
    const { found } = opened;
    if (found.bodyHash !== request.identity.bodyHash || mayBeAlive(found)) return opened;
    if (found.part !== part) return claimAt(part, part, request);
    return earlier ? claimAt('first', part, request) : opened;
  }

  function mayBeAlive({ state, until }: LedgerRecord): boolean {
    return state === 'sending' && until >= now();
  }

  function outcomeOf(found: LedgerRecord, { identity }: ClaimedRequest): Omit<NotMine, 'part'> {
    if (found.bodyHash !== identity.bodyHash) return { outcome: KEY_REUSED };
    if (mayBeAlive(found)) return { outcome: { ...RUNNING, retryAfterMs: found.until - now() } };
    // Somebody claimed it before us, and has just given it up.
    if (found.state === 'deferred') return { outcome: { ...RUNNING, retryAfterMs: THROTTLED_FLOOR_MS } };
    return { outcome: recall(found, identity), remembered: true };
  }

  async function claimOne(part: Part, app: string): Promise<NotMine | undefined> {
    const request = requests[part.request] as ClaimedRequest;
    try {
      const answer = await claimPart(part.request, nameOf(app, part));
      if ('found' in answer) return { part, ...outcomeOf(answer.found, request) };
      held.set(keyOf(app, part), answer.claimed);
      return undefined;
    } catch (error) {
      return { part, outcome: unavailable(error as AwsError) };
    }
  }

  async function settleOne(part: Part, app: string, outcome: Outcome): Promise<void> {
    const claimed = held.get(keyOf(app, part));
    const { identity } = requests[part.request] as ClaimedRequest;
    if (claimed) await ledger.settle(claimed, outcome.status, endOf(outcome, identity), deadline);
  }

  return {
    async claim({ app, parts }) {
      const answers = await Promise.all(parts.map((part) => claimOne(part, app)));
      return {
        mine: parts.filter((_, index) => answers[index] === undefined),
        others: answers.filter((answer) => answer !== undefined),
      };
    },
    async settle({ app, parts }, outcome) {
      const settled = await Promise.allSettled(parts.map((part) => settleOne(part, app, outcome)));
      return settled.find((end) => end.status === 'rejected')?.reason;
    },
  };
}

function nameOf(app: string, { chunk }: Part): PartName {
  return `${app}#${chunk}`;
}

function keyOf(app: string, part: Part): string {
  return `${part.request} ${nameOf(app, part)}`;
}

/** The name stands for another body. For whoever sent this one it is a fault like any other. */
export const KEY_REUSED: Rejected = {
  status: 'rejected',
  httpStatus: 422,
  error: { name: 'IDEMPOTENCY_KEY_REUSED', detail: 'Not sent: the idempotency key belongs to another request.' },
};

const RUNNING: Deferred = {
  status: 'deferred',
  by: 'running',
  error: { name: 'STILL_RUNNING', detail: 'Not sent: another attempt at the same request may still be under way.' },
};

function unavailable(error: AwsError): Deferred {
  const detail = `Not sent: the ledger could not be written (${error.name}).`;
  const by = isConfiguration(error) ? 'configuration' : 'outage';
  return { status: 'deferred', by, error: { name: 'LEDGER_UNAVAILABLE', detail } };
}
