import * as z from 'zod/mini';
import { appsOf, type Call, type Endpoint, type Part } from './endpoint.ts';
import { batchBody, pushShape } from './push.ts';
import { closedObject, extraBringsNone, isObject, merged, nonEmptyString, requestShape, rule } from './schema.ts';

/** Batch's limit on the ids of one call, counted over all the lists. */
export const MAX_RECIPIENTS_PER_CALL = 10_000;

const recipientsSchema = closedObject({
  custom_ids: z.optional(z.array(nonEmptyString)),
  install_ids: z.optional(z.array(nonEmptyString)),
  tokens: z.optional(z.array(nonEmptyString)),
  advertising_ids: z.optional(z.array(z.string())),
}).check(
  rule((recipients, report) => {
    const lists = Object.values(recipients);
    if (lists.every((list) => !Array.isArray(list) || list.length === 0)) report([], 'must hold at least one id');
  }),
);

/** What never leaves for Batch. */
const OURS = [...Object.keys(requestShape), 'extra'];

const schema = closedObject({
  ...pushShape,
  group_id: z.string().check(z.regex(/^[A-Za-z0-9_-]+$/, 'expected one or more of A-Z, a-z, 0-9, _ and -')),
  recipients: recipientsSchema,
  message: z.optional(closedObject({ title: z.optional(z.string()), body: nonEmptyString })),
  sandbox: z.optional(z.boolean()),
  skip_media_check: z.optional(z.boolean()),
}).check(
  extraBringsNone([...OURS, 'recipients']),
  rule((request, report) => {
    if (request['message'] === undefined && merged(request)['push_type'] !== 'background') {
      report(['message'], 'is required unless `push_type` is `background`');
    }
    if (hasTokens(request['recipients']) && Array.isArray(request['apps']) && request['apps'].length !== 1) {
      report(['apps'], 'must name exactly one app: raw push tokens belong to one platform');
    }
  }),
);

type TransactionalSend = z.infer<typeof schema>;
type Recipients = TransactionalSend['recipients'];

function hasTokens(recipients: unknown): boolean {
  return isObject(recipients) && Array.isArray(recipients['tokens']) && recipients['tokens'].length > 0;
}

/** Some recipients of one request. They stay together, whatever else the call carries. */
interface Chunk extends Part {
  readonly recipients: Record<string, string[]>;
  items: number;
}

/** Cuts what one request asks for at the limit. An id that a list repeats is sent once. */
function cut(request: number, recipients: Recipients): Chunk[] {
  const chunks: Chunk[] = [];
  for (const [list, ids] of Object.entries(recipients as Record<string, string[]>)) {
    for (const id of new Set(ids)) {
      let chunk = chunks.at(-1);
      if (!chunk || chunk.items === MAX_RECIPIENTS_PER_CALL) {
        chunk = { request, chunk: chunks.length, items: 0, recipients: {} };
        chunks.push(chunk);
      }
      chunk.recipients[list] ??= [];
      chunk.recipients[list].push(id);
      chunk.items += 1;
    }
  }
  return chunks;
}

/**
 * Puts each chunk into the first call that has room and holds none of its ids: whoever is asked for by two requests is
 * pushed twice, so stands in two calls.
 */
function pack(chunks: readonly Chunk[]): Chunk[][] {
  const calls: { readonly chunks: Chunk[]; items: number }[] = [];
  const callsOf = new Map<string, number[]>();
  for (const chunk of chunks) {
    const ids = Object.entries(chunk.recipients).flatMap(([list, ids]) => ids.map((id) => `${list} ${id}`));
    const taken = new Set(ids.flatMap((id) => callsOf.get(id) ?? []));
    let index = 0;
    while (taken.has(index) || (calls[index]?.items ?? 0) + chunk.items > MAX_RECIPIENTS_PER_CALL) index += 1;
    calls[index] ??= { chunks: [], items: 0 };
    const call = calls[index] as (typeof calls)[number];
    call.chunks.push(chunk);
    call.items += chunk.items;
    for (const id of ids) callsOf.set(id, [...(callsOf.get(id) ?? []), index]);
  }
  return calls.map((call) => call.chunks);
}

/** One call. If Batch refuses what several requests make up, they are tried in halves. */
function toCall(
  app: string,
  chunks: readonly Chunk[],
  common: Record<string, unknown>,
  body = bodyOf(chunks, common),
): Call {
  const call = {
    app,
    items: chunks.reduce((sum, { items }) => sum + items, 0),
    body,
    parts: chunks,
  };
  if (chunks.length === 1) return call;
  const middle = Math.ceil(chunks.length / 2);
  return {
    ...call,
    narrow: () => [chunks.slice(0, middle), chunks.slice(middle)].map((half) => toCall(app, half, common)),
    only: (parts) =>
      toCall(
        app,
        chunks.filter((chunk) => parts.includes(chunk)),
        common,
      ),
  };
}

function bodyOf(chunks: readonly Chunk[], common: Record<string, unknown>): string {
  const recipients: Record<string, string[]> = {};
  for (const [list, ids] of chunks.flatMap((chunk) => Object.entries(chunk.recipients))) {
    recipients[list] ??= [];
    recipients[list].push(...ids);
  }
  return JSON.stringify({ ...common, recipients });
}

/** A push to named people. Not idempotent: the same call twice is two pushes on a phone. */
export const transactionalSend: Endpoint<TransactionalSend> = {
  name: 'transactional-send',
  method: 'POST',
  version: '1.1',
  path: '/transactional/send',
  successStatus: 201,
  idempotent: false,
  tokenField: 'token',
  schema,
  plan(requests) {
    const groups = new Map<string, { apps: string[]; common: Record<string, unknown>; chunks: Chunk[] }>();
    for (const [index, { recipients, apps, ...rest }] of requests.entries()) {
      const common = batchBody(rest, OURS);
      const key = JSON.stringify([[...apps].sort(), common]);
      const group = groups.get(key) ?? { apps, common, chunks: [] };
      groups.set(key, group);
      group.chunks.push(...cut(index, recipients));
    }
    const packed = [...groups.values()].flatMap(({ apps, common, chunks }) =>
      pack(chunks).map((inCall) => ({ apps, common, inCall, body: bodyOf(inCall, common) })),
    );
    return appsOf(requests).flatMap((app) =>
      packed
        .filter(({ apps }) => apps.includes(app))
        .map(({ inCall, common, body }) => toCall(app, inCall, common, body)),
    );
  },
};
