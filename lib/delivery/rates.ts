import type { Call } from '../endpoints/call.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Deferred } from './outcome.ts';
import type { Turns } from './waiting.ts';

/** Room for one call: when it may leave, and until when, in milliseconds since the epoch; or how long there is none. */
export type Reserved = { readonly at: number; readonly goodUntil?: number } | { readonly waitMs: number };

/** What keeps a rate over all functions and sandboxes of a stack. Its methods never throw: where nobody can be asked there is room. */
export interface Rate {
  /** How long there is no room for a call, as far as is known without asking; 0 if there may be. */
  knownWaitMs(call: Call): number;
  /** Takes room for a call that will then be made, no later than after `mostMs`. */
  reserve(call: Call, mostMs: number): Promise<Reserved>;
  /** How long a call took, which tells how soon the next one can leave. */
  took(durationMs: number): void;
}

/** Room for the calls of one endpoint. */
export interface Room {
  /** Why there is none for a call, as far as is known without asking. */
  lacksFor(call: Call, turns: Turns): Deferred | undefined;
  /**
   * Waits for room that a call takes. Answers why there is none soon enough; nothing, if it was found and all calls have to wait by
   * then for longer than this one may.
   */
  find(call: Call, turns: Turns): Promise<'found' | Deferred | undefined>;
  took(call: Call, durationMs: number): void;
}

/** Where nothing is limited. */
export const ROOM_FOR_ALL: Room = { lacksFor: () => undefined, find: async () => 'found', took: () => {} };

/** The rates that a stack keeps; one that is off is left out. */
export interface Rates {
  /** Of calls to the app-level API that write. */
  readonly calls?: Rate;
  /** Of operations on profiles, over a project. */
  readonly operations?: Rate;
}

/** The rate that a call is held to, if any. */
export function rateOf(
  { calls, operations }: Rates,
  { account, effect }: Pick<Endpoint, 'account' | 'effect'>,
  { isMetered }: Call,
): Rate | undefined {
  if (account === 'project') return isMetered ? operations : undefined;
  return effect === 'read' ? undefined : calls;
}

/** Numbers that all sandboxes share. Its methods throw what the SDK throws, and when time is up. */
export interface SharedNumbers {
  /** Adds to a number, which is 0 before, and answers the sum. It is forgotten some time after `until`. */
  count(name: string, by: number, until: number): Promise<number>;
  /**
   * Moves a time on, which is at least `now`, unless it is after `latest`. Answers where it stood before it was moved, or where it
   * stands if it was not.
   */
  moveOn(name: string, terms: MoveTerms): Promise<{ readonly isMoved: boolean; readonly from: number }>;
}

/** All in milliseconds, of which all but `byMs` are since the epoch. */
export interface MoveTerms {
  readonly now: number;
  readonly byMs: number;
  /** Not before `now`: DynamoDB refuses a range that ends before it begins. */
  readonly latest: number;
}

/** For how long nobody is asked who did not answer. Ours: calls go on meanwhile, and Batch's own 429 is still there. */
export const UNASKED_MS = 5_000;
