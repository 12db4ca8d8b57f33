import type { Piece } from '../endpoints/piece.ts';

/** Days that whatever is written is kept at the least. Ours: not less than a message may be on its queue. */
export const LEAST_TTL_DAYS = 7;

/** How far a part has come. What is `deferred` is free to be claimed again. */
export type State = 'sending' | 'accepted' | 'rejected' | 'deferred' | 'unknown';

/** Which part of which request. */
export interface Entry {
  /** The request's identity: a hash of its name. */
  readonly request: string;
  /**
   * Where the part is kept among those of its request: `first` is for whichever is claimed first. All attempts at a request
   * meet there, whatever apps and chunks they ask for, so that a name can't be used for another body, nor a request be for
   * other apps than at its first try.
   */
  readonly place: 'first' | PartName;
  readonly part: PartName;
  readonly bodyHash: string;
  /** Recipients or users. */
  readonly items: number;
  /** What the request as a whole consists of; kept at `first`. */
  readonly whole?: Whole | undefined;
}

/** Hash of the app's key and chunk: `Zk3v…#0`. The hash holds no `#`. */
export type PartName = `${string}#${number}`;

/** The name of a part. One of an app that is none of the request's is no part's. */
export function partName(keyHash: string | undefined, chunk: number): PartName {
  return `${keyHash ?? ''}#${chunk}`;
}

/** An app, or a project, that a request is for: its alias, and the hash of its key, when the request was first tried. */
export interface RememberedApp {
  readonly alias: string;
  readonly keyHash: string;
}

/** All parts of a request: each app has each chunk. */
export interface Whole {
  readonly apps: readonly RememberedApp[];
  /** What these are; apps if left out. */
  readonly account?: 'project' | undefined;
  /** Recipients or users of each chunk. */
  readonly chunks: readonly number[];
}

/** What is known of a part. */
export interface LedgerRecord extends Entry {
  readonly state: State;
  /** Who wrote it: one attempt at one part. */
  readonly attempt: string;
  readonly until: number;
  /** Seconds since the epoch; then it counts as absent, whenever DynamoDB comes to delete it. */
  readonly expiresAt: number;
  /** How many tries it has had of which nobody knows how they ended; none if left out. */
  readonly unknowns?: number | undefined;
  /** The last person's word that it was claimed on. */
  readonly word?: string | undefined;
  /** The one before that, for as long as the attempt lives: a try that was certainly not carried out has not used its word. */
  readonly wordBefore?: string | undefined;
  readonly end?: End;
}

/** What is kept of an outcome. */
export interface End {
  readonly token?: string | undefined;
  /** Its name, for whoever looks into the table. */
  readonly error?: string | undefined;
  /** The whole outcome, for whoever has the request. */
  readonly sealed?: Uint8Array | undefined;
  /** Where a part ended in several ways, which and how often; of a repeatable request. */
  readonly counts?: readonly Count[] | undefined;
  /** Where only some of it is done, the same of that, and which places it is; of a repeatable request. */
  readonly begun?: { readonly counts: readonly Count[]; readonly piece: Piece } | undefined;
  /** Where a part was halved, how the pieces ended so far. */
  readonly pieces?: readonly PieceEnd[] | undefined;
}

/** How a piece of a part ended; `sealed` in base64. */
export interface PieceEnd extends Pick<End, 'token' | 'error'> {
  readonly piece: Piece;
  readonly items: number;
  readonly state: Exclude<State, 'sending'>;
  readonly sealed?: string | undefined;
}

/** So many items that ended alike. */
export interface Count {
  readonly status: 'accepted' | 'rejected';
  readonly error?: string | undefined;
  readonly items: number;
}

/** Tries of which nobody knows how they ended: one that was cut off is one more. */
export function unknownsOf({ state, unknowns = 0 }: LedgerRecord): number {
  return state === 'sending' ? unknowns + 1 : unknowns;
}

/** A record of an attempt that has come to an end. */
export function ended(claimed: LedgerRecord, state: State, end: End): LedgerRecord {
  const isUnknown =
    state === 'unknown' || (state !== 'sending' && end.pieces?.some((piece) => piece.state === 'unknown'));
  const unknowns = isUnknown ? (claimed.unknowns ?? 0) + 1 : claimed.unknowns;
  const word = state === 'deferred' ? claimed.wordBefore : claimed.word;
  return { ...claimed, unknowns, word, state, end };
}

/** Whether what was found is of the very part that is asked for: of the same body, and at `first` of a request for the same apps. */
export function isOfSamePart(found: LedgerRecord, { bodyHash, part, whole }: Entry): boolean {
  if (found.bodyHash !== bodyHash || found.part !== part) return false;
  return found.place !== 'first' || JSON.stringify(found.whole?.apps) === JSON.stringify(whole?.apps);
}
