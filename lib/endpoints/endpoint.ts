import type * as z from 'zod/mini';

/** The members that every request may have besides Batch's own; none of them leaves for Batch. */
export interface RequestFields {
  /** Aliases to send to; every app of the secret if left out. */
  readonly apps?: string[] | undefined;
  /** Names the request for the ledger. */
  readonly idempotency_key?: string | undefined;
  /** Plans and answers without sending. */
  readonly dry_run?: boolean | undefined;
}

/** A request that knows its apps: those it names, or all there are. */
export interface WithApps {
  readonly apps: readonly string[];
}

/** One thing that is wrong with what a caller sent. Holds no value of the caller's, so that it can be shown. */
export interface Fault {
  /** RFC 6901 pointer to the faulty or missing member; left out where there is no such place. */
  readonly pointer?: string;
  /** The header at fault, in place of a pointer. */
  readonly header?: string;
  /** The same for a member of the query. */
  readonly parameter?: string;
  readonly detail: string;
}

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
  /** Recipients or users. */
  readonly items: number;
}

/** One chunk of one request for one app, whether or not it is still to be sent. */
export type ChunkName = Pick<Part, 'request' | 'chunk'> & Pick<Call, 'app'>;

/**
 * Places of a request's own lists, by the list's name: from, and up to, not including. A place that repeats an earlier
 * one belongs to that, so that the places of all the request's chunks together are the whole list.
 */
export type Places = Readonly<Record<string, readonly [from: number, to: number]>>;

/** One exchange with Batch that is still to be made: one endpoint, one app, one chunk. */
export interface Call {
  /** The app's alias; its key is looked up when the call leaves. */
  readonly app: string;
  /** Recipients or users in this call. */
  readonly items: number;
  /** What is sent: JSON text, one string for all the apps that get the same. */
  readonly body: string;
  /** What it carries of each request. Pushes: at most one part of each. */
  readonly parts: readonly Part[];
  /** Calls of a later wave of the same app must find those of the earlier ones done. 0 unless given. */
  readonly wave?: number;
  /** JSON pointers to what in the request this call is about, where it is about one item. */
  readonly places?: readonly string[];
  /**
   * Which places of the request's lists this call is about, where it carries a single request that was cut at Batch's
   * limit: `{"custom_ids": [10000, 20000]}`.
   */
  readonly of?: Places;
  /** Smaller calls in this one's stead, to find the item for which Batch refuses the whole. */
  narrow?(): Call[];
  /** The same call for some of its parts, where it has several and the others must not be sent again. */
  only?(parts: readonly Part[]): Call;
}

/** What a check may hold a request against that may be otherwise tomorrow; see `guard`. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the operator allows just now. */
  readonly allowLiveCampaigns: boolean;
}

/** Why a request can't be carried out as things stand: invalid (400), or not allowed (403). */
export interface Refusal extends Fault {
  readonly status: 400 | 403;
}

/**
 * One thing Batch can do. A value without I/O: what goes in, where it goes, how it is cut, what comes out.
 * Facts and limits are Batch's own: https://doc.batch.com/developer/api/
 */
export interface Endpoint<Request extends RequestFields = RequestFields> {
  /** The capability's one name, as in `functions/` and `serverless.yml`. */
  readonly name: string;
  readonly method: 'POST';
  /** Batch versions each API on its own, and a version is a string: `'1.1'`. */
  readonly version: string;
  /** What follows the app key, with a leading slash. */
  readonly path: string;
  /** The gateway's own status when every call was accepted. */
  readonly successStatus: 200 | 201;
  /** Whether making the same call twice leaves the same state as making it once. */
  readonly idempotent: boolean;
  /** The member of Batch's answer that holds its token. */
  readonly tokenField: string;
  readonly schema: z.ZodMiniType<Request>;
  /**
   * What the schema can't say because it depends on the moment, and what is valid and still not let through. The ledger is
   * heard before these: what was sent yesterday was right yesterday. Must bear any types inside the request.
   */
  guard?(request: Request & WithApps, moment: Moment): Refusal[];
  /**
   * Pure: lets valid requests travel together where nobody can tell in the end, and cuts at Batch's limits, for each
   * app in turn.
   *
   * @param isOpen tells of a chunk whether it is still to be sent; without, all are. The ledger knows which chunks of
   * repeatable requests were accepted by an earlier attempt, and an older word must not be said again after a newer one.
   * What is not repeatable is not asked about: `Call.only` leaves out what the ledger knows, right before the call.
   */
  plan(requests: readonly (Request & WithApps)[], isOpen?: (chunk: ChunkName) => boolean): Call[];
}

/** Every app that some request is for, in the order they are named. */
export function appsOf(requests: readonly WithApps[]): string[] {
  return [...new Set(requests.flatMap(({ apps }) => apps))];
}
