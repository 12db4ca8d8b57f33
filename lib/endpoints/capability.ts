import type * as z from 'zod/mini';
import type { Effect } from './call.ts';

/** How requests reach a capability, by the names of its handlers; EventBridge's events come by its queue. */
export type WayIn = 'http' | 'queue';

/** Where API Gateway takes a request, and the status of its answer when every call was accepted. */
export interface Route {
  /** The members of a request stand in the body of a `POST`; those of a `GET` in the path and the query, as text. */
  readonly method: 'GET' | 'POST';
  /** As API Gateway has it: `/campaigns/{app}/{token}`. */
  readonly path: string;
  /** Another path to the same, where a member may stand in the query as well. */
  readonly otherPath?: string;
  readonly successStatus: 200 | 201 | 202;
}

/** One thing the gateway offers. A value without I/O: what it says of itself it says here, once. */
export interface Capability {
  /** Its one name, as in `functions/` and `serverless.yml`. */
  readonly name: string;
  /** What it does, for people, without a full stop: the function's description, among others. */
  readonly summary: string;
  readonly route: Route;
  readonly waysIn: readonly WayIn[];
  /** The strongest that a request may have. */
  readonly effect: Effect;
  /** A request that anybody may send and that reaches hardly anyone: documents, samples and tests show it. */
  readonly example: Readonly<Record<string, unknown>>;
}

/** What the gateway itself answers, without asking Batch. */
export interface OwnCapability<Request = unknown> extends Capability {
  readonly schema: z.ZodMiniType<Request>;
  /** What of AWS its functions speak to. Their variables and rights follow from it. */
  readonly uses: { readonly http: readonly Use[]; readonly queue?: readonly Use[] };
}

/**
 * Something of AWS: the secret, asking the ledger's table, writing to it, the name of the stack's own bucket, objects of it and
 * of others, putting one into it, the queues of capabilities that take bulks.
 */
export type Use = 'secret' | 'look-up' | 'write-down' | 'bucket' | 'read-objects' | 'put-objects' | 'hand-over';

/** The `detail-type` of a capability's events: `Batch Campaign Create` for `campaign-create`. */
export function detailTypeOf({ name }: Pick<Capability, 'name'>): string {
  return ['batch', ...name.split('-')].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
