import type { AwsError } from '../aws/error.ts';
import type { Deadline } from '../deadline.ts';
import type { Claims, NotMine } from '../delivery/claims.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { Call, Part } from '../endpoints/call.ts';
import type { Account } from '../endpoints/endpoint.ts';
import { toWhole } from './apps.ts';
import { type Claimant, hindranceOf, notMine, splitByPieces, tell, unavailable } from './found.ts';
import { type Known, mayHaveBeenSent } from './known.ts';
import type { ClaimAnswer, Ledger, Terms } from './ledger.ts';
import { keptOf, pieceEndOf, stateOf } from './pieces.ts';
import { type Entry, type LedgerRecord, type PartName, type PieceEnd, partName, type Whole } from './record.ts';
import { endOf } from './remembered.ts';
import { isOpen, mayBeAlive, mayRepeat } from './repeats.ts';

/** Added to an owner's own deadline before it counts as dead. Ours: clocks differ, and so may an end by milliseconds. */
const OWNER_MARGIN_MS = 2_000;

/** A request of a plan, as the ledger looks at it. */
export interface ClaimedRequest extends Claimant {
  /** What its targets are. */
  readonly account: Account;
  /** What was read of it beforehand. */
  readonly known?: Known | undefined;
  /** Why the ledger could not be read beforehand, where it had to be. */
  readonly unread?: AwsError | undefined;
}

interface Time {
  readonly deadline: Deadline;
  now(): number;
}

/**
 * The claims of one invocation on the requests of one plan, by their place in it. A request that is left out has no name, and
 * nothing of it is claimed.
 */
export function createClaims(
  ledger: Ledger,
  requests: readonly (ClaimedRequest | undefined)[],
  calls: readonly Call[],
  time: Time,
): Claims {
  return new LedgerClaims(ledger, requests, calls, time);
}

class LedgerClaims implements Claims {
  readonly #ledger: Ledger;
  readonly #requests: readonly (ClaimedRequest | undefined)[];
  readonly #chunks: readonly (readonly number[])[];
  readonly #time: Time;
  readonly #until: number;
  readonly #openings = new Map<number, Promise<ClaimAnswer>>();
  readonly #held = new Map<string, Held>();

  constructor(ledger: Ledger, requests: readonly (ClaimedRequest | undefined)[], calls: readonly Call[], time: Time) {
    this.#ledger = ledger;
    this.#requests = requests;
    this.#chunks = chunksOf(calls, requests.length);
    this.#time = time;
    this.#until = time.now() + time.deadline.remainingMs() + OWNER_MARGIN_MS;
  }

  foreknown({ app, parts }: Call): NotMine[] {
    return parts.flatMap((part) => this.#foreknownOf(part, app));
  }

  async claim({ app, parts }: Call): Promise<{ mine: Part[]; others: NotMine[] }> {
    const answers = await Promise.all(parts.map((part) => this.#claimOne(part, app)));
    return { mine: answers.flatMap(({ mine }) => mine), others: answers.flatMap(({ others }) => others) };
  }

  async settle({ app, parts }: Call, outcome: Outcome): Promise<unknown> {
    const settled = await Promise.allSettled(parts.map((part) => this.#settleOne(part, app, outcome)));
    return settled.find((end) => end.status === 'rejected')?.reason;
  }

  #foreknownOf(part: Part, app: string): NotMine[] {
    const request = this.#requests[part.request];
    if (!request) return [];
    if (request.unread) return [{ part, outcome: unavailable(request.unread) }];
    const { known, repeats, noLongerValid } = request;
    const now = this.#time.now();
    const found = known?.parts.get(nameOf(request, app, part));
    const isSettled = found && (noLongerValid ? mayHaveBeenSent(found) : !isOpen(found, repeats, now));
    if (isSettled) return tell(found, part, request, now);
    return noLongerValid ? [{ part, outcome: noLongerValid }] : [];
  }

  async #claimOne(part: Part, app: string): Promise<{ mine: Part[]; others: NotMine[] }> {
    const request = this.#requests[part.request];
    if (!request) return { mine: [part], others: [] };
    try {
      const answer = await this.#claimPart(request, part, nameOf(request, app, part));
      if ('found' in answer) return { mine: [], others: notMine(answer.found, part, request, this.#time.now()) };
      const { claimed } = answer;
      this.#held.set(keyOf(app, part), {
        claimed,
        pieces: [...(claimed.end?.pieces ?? [])],
        written: Promise.resolve(),
      });
      return splitByPieces(claimed, part, request);
    } catch (error) {
      return { mine: [], others: [{ part, outcome: unavailable(error as AwsError) }] };
    }
  }

  /** The first of a request's parts claims for all of them that the name is theirs; the others wait for its answer. */
  async #claimPart(request: ClaimedRequest, part: Part, name: PartName): Promise<ClaimAnswer> {
    const claimAt = (place: Entry['place']) => this.#claimAt(place, request, part, name);
    const earlier = this.#openings.get(part.request);
    const isFirst = earlier === undefined;
    const opening = earlier ?? claimAt('first');
    this.#openings.set(part.request, opening);
    const opened = await opening;
    if ('claimed' in opened) return isFirst ? opened : claimAt(name);
    const { found } = opened;
    if (hindranceOf(found, request) || mayBeAlive(found, this.#time.now())) return opened;
    if (found.part === name) return isFirst ? opened : claimAt('first');
    await this.#ledger.prolong(found, this.#time.deadline);
    return claimAt(name);
  }

  #claimAt(place: Entry['place'], request: ClaimedRequest, part: Part, name: PartName): Promise<ClaimAnswer> {
    const { identity, repeats } = request;
    const { deadline, now } = this.#time;
    const entry = {
      request: identity.request,
      bodyHash: identity.bodyHash,
      place,
      part: name,
      items: part.items,
      whole: place === 'first' ? this.#wholeOf(request, part.request) : undefined,
    };
    const terms: Terms = {
      until: this.#until,
      mayRepeat: (found) => isOpen(found, repeats, now()),
      kept: (found) => keptOf(found, part.size ?? 0, (piece) => mayRepeat(piece, repeats)),
      word: repeats.unknownWord ?? repeats.rejectedWord,
    };
    return this.#ledger.claim(entry, terms, deadline);
  }

  #wholeOf({ targets, account, known }: ClaimedRequest, index: number): Whole {
    return known?.whole ?? toWhole(targets, account, this.#chunks[index] ?? []);
  }

  async #settleOne(part: Part, app: string, outcome: Outcome): Promise<void> {
    const held = this.#held.get(keyOf(app, part));
    const request = this.#requests[part.request];
    if (!held || !request) return;
    const end = endOf(outcome, request.identity);
    if (part.piece) return this.#settlePiece(held, pieceEndOf(part, outcome.status, end));
    await this.#ledger.settle(held.claimed, outcome.status, end, this.#time.deadline);
  }

  /** One after the other, so that what is written last says the most. */
  #settlePiece(held: Held, piece: PieceEnd): Promise<void> {
    held.pieces.push(piece);
    const pieces = [...held.pieces];
    const state = stateOf(pieces, held.claimed.items);
    const write = () => this.#ledger.settle(held.claimed, state, { pieces }, this.#time.deadline);
    held.written = held.written.then(write, write);
    return held.written;
  }
}

/** A part that is claimed, and how its pieces ended if it was halved. */
interface Held {
  readonly claimed: LedgerRecord;
  readonly pieces: PieceEnd[];
  written: Promise<void>;
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
