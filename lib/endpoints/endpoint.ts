import type * as z from 'zod/mini';
import type { Fault } from '../request/fault.ts';
import type { Call, ChunkName, Effect } from './call.ts';
import type { Capability } from './capability.ts';
import type { ItemList } from './item-list.ts';

/** The members that every request may have besides Batch's own; none of them leaves for Batch. */
export interface RequestFields {
  /** Aliases to send to; every app of the secret if left out. */
  readonly apps?: string[] | undefined;
  /** The same of projects, where those are what a capability is about. */
  readonly projects?: string[] | undefined;
  /** Names the request for the ledger. */
  readonly idempotency_key?: string | undefined;
  /** Plans and answers without sending. */
  readonly dry_run?: boolean | undefined;
}

/** A request that knows its apps, or projects: those it names, or all there are. */
export interface WithApps {
  readonly apps: readonly string[];
}

/** An app, or a project, that a request names. */
export interface NamedApp {
  readonly alias: string;
  /** RFC 6901 pointer to where the request names it. */
  readonly pointer: string;
  /** Of the answer if the secret does not have it; 400 unless given. */
  readonly status?: 404;
}

/** Whose key a call to Batch needs, and with it how Batch is addressed: an app's, or, on the newer platform, a project's. */
export type Account = 'app' | 'project';

/** What a check may hold a request against that may be otherwise tomorrow; see `guard`. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the operator allows just now. */
  readonly allowLiveCampaigns: boolean;
}

/** Why a request can't be carried out as things stand: invalid (400), not allowed (403), or about an app that is not there (404). */
export interface Refusal extends Fault {
  readonly status: 400 | 403 | 404;
}

/**
 * One thing Batch can do, and what the gateway makes of it. A value without I/O: what goes in, where it goes, how it is cut,
 * what comes out. Facts and limits are Batch's own: https://doc.batch.com/developer/api/
 */
export interface Endpoint<Request extends RequestFields = RequestFields> extends Capability {
  /** That of one request, where it depends on it. */
  effectOf?(request: Request): Effect;
  /** Whose key a call needs. */
  readonly account: Account;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Batch versions each API on its own, and a version is a string: `'1.1'`. */
  readonly version: string;
  /** What follows the app key or the version, with a leading slash, unless a call has a path of its own. */
  readonly path: string;
  /** The member of Batch's answer that holds its token, where there is one. The answer of a `read` is told as it came. */
  readonly tokenField?: string;
  /** Whether Batch may accept a call and refuse items of it: https://doc.batch.com/developer/api/cep/profiles/update */
  readonly answersPerItem?: true;
  /** Whether a 404 says that the call has been carried out before, where that may be: what was to be deleted is gone. */
  readonly isDoneWhenGone?: true;
  readonly schema: z.ZodMiniType<Request>;
  /** The list that a bulk fills, if there is one that may be of any length. */
  readonly bulk?: ItemList;
  /** The apps that a request names, if it does so otherwise than by `apps`. Must bear any types inside the request. */
  namedApps?(request: Readonly<Record<string, unknown>>): NamedApp[];
  /** The request as it was meant when it was first sent, in milliseconds since the epoch, however late a queue brings it. */
  sentAt?(request: Request, ms: number): Request;
  /** The request with its apps called as they are now: since it was first tried, they may have been renamed in the secret. */
  renameApps?(request: Request, nameNow: (alias: string) => string): Request;
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
   * @param doneIn tells of an open chunk which of its places are done all the same, if any are.
   */
  plan(
    requests: readonly (Request & WithApps)[],
    isOpen?: (chunk: ChunkName) => boolean,
    doneIn?: (chunk: ChunkName) => ReadonlySet<number> | undefined,
  ): Call[];
}

/** What repeating a request does. */
export function effectOf<Request extends RequestFields>(
  endpoint: Pick<Endpoint<Request>, 'effect' | 'effectOf'>,
  request: Request,
): Effect {
  return endpoint.effectOf?.(request) ?? endpoint.effect;
}

/** The apps, or projects, that a request names; undefined if it names none and is for all there are. */
export function namedAppsOf(
  { account, namedApps }: Pick<Endpoint<never>, 'account' | 'namedApps'>,
  request: object,
): readonly NamedApp[] | undefined {
  const members = request as Readonly<Record<string, unknown>>;
  if (namedApps) return namedApps(members);
  const list = `${account}s`;
  const aliases = members[list];
  if (!Array.isArray(aliases)) return undefined;
  return aliases.map((alias, index) => ({
    alias: typeof alias === 'string' ? alias : '',
    pointer: `/${list}/${index}`,
  }));
}

/** Every app that some request is for, in the order they are named. */
export function appsOf(requests: readonly WithApps[]): string[] {
  const all = new Set<string>();
  for (const { apps } of requests) for (const app of apps) all.add(app);
  return [...all];
}
