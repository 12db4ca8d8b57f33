import { type AwsError, isConfiguration } from '../aws/error.ts';
import type { Deadline } from '../deadline.ts';
import type { Claims, Hindrance, NotMine } from '../delivery/claims.ts';
import type { Deferred, Outcome, Rejected } from '../delivery/outcome.ts';
import { THROTTLED_FLOOR_MS } from '../delivery/retry.ts';
import type { Call, Part } from '../endpoints/endpoint.ts';
import { type Target, toRemember } from './apps.ts';
import type { Identity } from './identity.ts';
import { type Known, mayHaveBeenSent } from './known.ts';
import type { Ledger } from './ledger.ts';
import { type Entry, type LedgerRecord, type PartName, partName, unknownsOf, type Whole } from './record.ts';
import { endOf, recallEnd } from './remembered.ts';

/** Added to an owner's own deadline before it counts as dead. Ours: clocks differ, and so may an end by milliseconds. */
const OWNER_MARGIN_MS = 2_000;

/** How often a part is sent at most without anybody knowing how that ended, under `resend`. Ours: a person got 150 pushes. */
const MAX_UNKNOWNS = 3;

/** What may be tried again although it was tried before. */
export interface Repeats {
  /** What was cut off, so that nobody was told how it ended. */
  readonly interrupted: boolean;
  readonly unknown: boolean;
  /** A person's word for what is unknown: by what says it, and good for one try more than is made without. */
  readonly unknownWord?: string | undefined;
  /** A person's word for what Batch refused: the same, and good for one try. */
  readonly rejectedWord?: string | undefined;
}

/** A request of a plan, as the ledger looks at it. */
export interface ClaimedRequest {
  readonly identity: Identity;
  readonly targets: readonly Target[];
  readonly repeats: Repeats;
  /** What was read of it beforehand. */
  readonly known?: Known | undefined;
  /** Why none of it may be sent any more, save what was. */
  readonly noLongerValid?: Rejected | undefined;
  /** Why the ledger could not be read beforehand, where it had to be. */
  readonly unread?: AwsError | undefined;
}

type Answer = Awaited<ReturnType<Ledger['claim']>>;

/**
 * The claims of one invocation on the requests of one plan, by their place in it. A request that is left out has no name, and
 * nothing of it is claimed.
 */
export function createClaims(
  ledger: Ledger,
  requests: readonly (ClaimedRequest | undefined)[],
  calls: readonly Call[],
  { deadline, now }: { deadline: Deadline; now: () => number },
): Claims {
  const until = now() + deadline.remainingMs() + OWNER_MARGIN_MS;
  const chunks = chunksOf(calls, requests.length);
  const openings = new Map<number, Promise<Answer>>();
  const held = new Map<string, LedgerRecord>();

  function wholeOf(index: number, { targets, known }: ClaimedRequest): Whole {
    return known?.whole ?? { apps: toRemember(targets), chunks: chunks[index] ?? [] };
  }

  function claimAt(place: Entry['place'], part: Part, name: PartName): Promise<Answer> {
    const request = requests[part.request] as ClaimedRequest;
    const { identity, repeats } = request;
    const whole = place === 'first' ? wholeOf(part.request, request) : undefined;
    const entry = {
      request: identity.request,
      bodyHash: identity.bodyHash,
      place,
      part: name,
      items: part.items,
      whole,
    };
    const mayRepeat = (found: LedgerRecord) => isOpen(found, repeats, now());
    return ledger.claim(entry, { until, mayRepeat, word: repeats.unknownWord ?? repeats.rejectedWord }, deadline);
  }

  /** The first of a request's parts claims for all of them that the name is theirs; the others wait for its answer. */
  async function claimPart(part: Part, name: PartName): Promise<Answer> {
    const request = requests[part.request] as ClaimedRequest;
    const earlier = openings.get(part.request);
    const opening = earlier ?? claimAt('first', part, name);
    openings.set(part.request, opening);
    const opened = await opening;
    if ('claimed' in opened) return earlier ? claimAt(name, part, name) : opened;
    const { found } = opened;
    if (hindranceOf(found, request) || mayBeAlive(found, now())) return opened;
    if (found.part === name) return earlier ? claimAt('first', part, name) : opened;
    await ledger.prolong(found, deadline);
    return claimAt(name, part, name);
  }

  function outcomeOf(found: LedgerRecord, request: ClaimedRequest): Omit<NotMine, 'part'> {
    const hindrance = hindranceOf(found, request);
    if (hindrance) return { outcome: HINDERED[hindrance], hindrance };
    // Somebody claimed it before us, and has just given it up.
    if (isOpen(found, request.repeats, now())) return { outcome: { ...RUNNING, retryAfterMs: THROTTLED_FLOOR_MS } };
    return tell(found, request);
  }

  /** How an earlier attempt has ended, or that it may still be under way. */
  function tell(found: LedgerRecord, { identity }: ClaimedRequest): Omit<NotMine, 'part'> {
    if (mayBeAlive(found, now())) return { outcome: { ...RUNNING, retryAfterMs: found.until - now() } };
    return { outcome: recallEnd(found, identity), remembered: true };
  }

  async function claimOne(part: Part, app: string): Promise<NotMine | undefined> {
    const request = requests[part.request];
    if (!request) return undefined;
    try {
      const answer = await claimPart(part, nameOf(request, app, part));
      if ('found' in answer) return { part, ...outcomeOf(answer.found, request) };
      held.set(keyOf(app, part), answer.claimed);
      return undefined;
    } catch (error) {
      return { part, outcome: unavailable(error as AwsError) };
    }
  }

  async function settleOne(part: Part, app: string, outcome: Outcome): Promise<void> {
    const claimed = held.get(keyOf(app, part));
    const request = requests[part.request];
    if (claimed && request) await ledger.settle(claimed, outcome.status, endOf(outcome, request.identity), deadline);
  }

  function foreknownOf(part: Part, app: string): NotMine | undefined {
    const request = requests[part.request];
    if (!request) return undefined;
    if (request.unread) return { part, outcome: unavailable(request.unread) };
    const { known, repeats, noLongerValid } = request;
    const found = known?.parts.get(nameOf(request, app, part));
    const isSettled = found && (noLongerValid ? mayHaveBeenSent(found) : !isOpen(found, repeats, now()));
    if (isSettled) return { part, ...tell(found, request) };
    return noLongerValid && { part, outcome: noLongerValid };
  }

  return {
    foreknown: ({ app, parts }) => parts.map((part) => foreknownOf(part, app)).filter((answer) => answer !== undefined),
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

/** How many recipients or users each chunk of each request has. */
function chunksOf(calls: readonly Call[], requests: number): number[][] {
  const chunks: number[][] = Array.from({ length: requests }, () => []);
  for (const { parts } of calls)
    for (const { request, chunk, items } of parts) (chunks[request] as number[])[chunk] = items;
  return chunks;
}

function nameOf({ targets }: ClaimedRequest, app: string, { chunk }: Part): PartName {
  const target = targets.find((each) => each.app === app);
  return partName(target?.keyHash, chunk);
}

function keyOf(app: string, { request, chunk }: Part): string {
  return `${request} ${app} ${chunk}`;
}

function mayBeAlive({ state, until }: LedgerRecord, now: number): boolean {
  return state === 'sending' && until >= now;
}

/**
 * May a part be tried again that was tried before? What was certainly not carried out may; of the rest, what its policy
 * or a person says, and what nobody knows about only so often.
 */
function isOpen(found: LedgerRecord, repeats: Repeats, now: number): boolean {
  const { state } = found;
  if (state === 'accepted' || mayBeAlive(found, now)) return false;
  const isNew = (word: string | undefined) => word !== undefined && word !== found.word;
  if (state === 'rejected') return isNew(repeats.rejectedWord);
  if (state === 'deferred' && unknownsOf(found) === 0) return true;
  const isMeant = repeats.unknown || (repeats.interrupted && state !== 'unknown');
  return isMeant && (unknownsOf(found) < MAX_UNKNOWNS || isNew(repeats.unknownWord));
}

function hindranceOf(found: LedgerRecord, { identity, targets }: ClaimedRequest): Hindrance | undefined {
  if (found.bodyHash !== identity.bodyHash) return 'other-body';
  const isFirst = found.place === 'first' && found.whole;
  return isFirst && !isForTheSame(found.whole.apps, targets) ? 'other-apps' : undefined;
}

function isForTheSame(apps: Whole['apps'], targets: readonly Target[]): boolean {
  const isTarget = ({ alias, keyHash }: Whole['apps'][number], index: number) =>
    targets[index]?.alias === alias && targets[index]?.keyHash === keyHash;
  return apps.length === targets.length && apps.every(isTarget);
}

const HINDERED: Readonly<Record<Hindrance, Outcome>> = {
  'other-body': {
    status: 'rejected',
    httpStatus: 422,
    error: { name: 'IDEMPOTENCY_KEY_REUSED', detail: 'Not sent: the idempotency key belongs to another request.' },
  },
  'other-apps': {
    status: 'deferred',
    by: 'running',
    error: { name: 'APPS_CHANGED', detail: 'Not sent: the first attempt at the request was for other apps.' },
  },
};

const RUNNING: Deferred = {
  status: 'deferred',
  by: 'running',
  error: { name: 'STILL_RUNNING', detail: 'Not sent: another attempt at the same request may still be under way.' },
};

function unavailable(error: AwsError): Deferred {
  const detail = `Not sent: the ledger is out of reach (${error.name}).`;
  const by = isConfiguration(error) ? 'configuration' : 'outage';
  return { status: 'deferred', by, error: { name: 'LEDGER_UNAVAILABLE', detail } };
}
