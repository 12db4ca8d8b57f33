import type { Piece } from './piece.ts';

/**
 * What repeating a call does: nothing (`read`), it leaves the same state (`repeatable`), or it is a second push, campaign or
 * event (`once`).
 */
export type Effect = 'read' | 'repeatable' | 'once';

/** What one call carries of one request: the smallest thing whose outcome is told, and remembered. */
export interface Part {
  /** The request's place in the plan. */
  readonly request: number;
  /**
   * Which of the request's chunks for this app. It follows from the request alone, whatever travels with it, so that a
   * later attempt finds it again. Pushes: which 10,000 of its recipients, repeats left out; such a chunk is in one call
   * as a whole. Custom data: which 10,000 places of its `users`; what they ask for may be spread over several calls.
   */
  readonly chunk: number;
  /** Recipients, users, events or profiles. */
  readonly items: number;
  /** Which places of the chunk, where what it asks for may be spread over calls. */
  readonly places?: readonly number[];
  /** People in the chunk, where it may be halved: then the ledger knows the pieces. */
  readonly size?: number;
  /** Which of these people, where it is not all of them. */
  readonly piece?: Piece;
}

/** One chunk of one request for one app, whether or not it is still to be sent. */
export type ChunkName = Pick<Part, 'request' | 'chunk'> & Pick<Call, 'app'>;

/**
 * Places of a request's own lists, by the list's name: from, and up to, not including. A place that repeats an earlier
 * one belongs to that, so that the places of all the request's chunks together are the whole list.
 */
export type Places = Readonly<Record<string, readonly [from: number, to: number]>>;

/** One exchange with Batch that is still to be made: one endpoint, one app or project, one chunk. */
export interface Call {
  /** The alias of the app, or the project; its key is looked up when the call leaves. */
  readonly app: string;
  /** Of making it, where that is not the endpoint's own. */
  readonly effect?: Effect;
  /** Recipients, users, events or profiles in this call. */
  readonly items: number;
  /** Whether Batch takes only so many of its items a second, over all calls of a project. */
  readonly isMetered?: true;
  /** What stands in place of the endpoint's own path. */
  readonly path?: string;
  /** What is sent: JSON text, one string for all the apps that get the same. Empty where no body leaves. */
  readonly body: string;
  /** What it carries of each request. Pushes: at most one part of each. */
  readonly parts: readonly Part[];
  /** Calls of a later wave of the same app must find those of the earlier ones done. 0 unless given. */
  readonly wave?: number;
  /** Whom it is about, where a call of a later wave need not wait for those that are about others. */
  readonly people?: readonly string[];
  /** Batch's token of what it is about, where the answer has none. */
  readonly token?: string;
  /** JSON pointers to what in the request this call is about, where it is about one item. */
  readonly places?: readonly string[];
  /**
   * Which places of the request's lists this call is about, where it carries a single request that was cut at Batch's
   * limit: `{"custom_ids": [10000, 20000]}`.
   */
  readonly of?: Places;
  /** Smaller calls in this one's stead, to find the item for which Batch refuses the whole. */
  narrow?(): Call[];
  /** The same call for some of its parts, or for pieces of them, where the others must not be sent again. */
  only?(parts: readonly Part[]): Call;
  /** What it comes to if Batch refused some of its items, where Batch answers per item. */
  divide?(refused: readonly RefusedItem[]): Division;
}

/** An item of a call, by its place in what was sent, and what Batch dislikes about it. */
export interface RefusedItem {
  readonly index: number;
  /** May quote the item: for the caller only. */
  readonly reason: string;
}

/** A call of which Batch refused items, told apart. */
export interface Division {
  /** All that Batch took, if it took anything. */
  readonly rest: Call | undefined;
  /** What it refused, one for each reason. */
  readonly refused: readonly { readonly call: Call; readonly reason: string }[];
  /** Refused items that were merged from several, each by itself: later waves hold what came later. */
  readonly apart: readonly Call[];
}
