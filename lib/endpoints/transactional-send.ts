import * as z from 'zod/mini';
import { appsOf, type Call, type Endpoint } from './endpoint.ts';
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

/** What one request asks for. */
interface Asked {
  /** Its place in the plan. */
  readonly request: number;
  readonly recipients: Recipients;
}

/** What one request puts into a call. */
interface Part {
  readonly request: number;
  readonly recipients: Record<string, string[]>;
  items: number;
}

/** One call in the making; an id stands in it once. */
interface Filling {
  readonly parts: Part[];
  items: number;
}

/**
 * Fills calls with recipients, in order and as few as the limit allows. An id that a request repeats is sent once; one
 * that two requests ask for is pushed twice, so it goes into two calls.
 */
function fillCalls(asked: readonly Asked[]): Filling[] {
  const fillings: Filling[] = [];
  /** The last call that each id stands in, by list. */
  const lastCall = new Map<string, Map<string, number>>();
  let firstOpen = 0;
  for (const { request, recipients } of asked) {
    for (const [list, ids] of Object.entries(recipients as Record<string, string[]>)) {
      const seen = lastCall.get(list) ?? new Map<string, number>();
      lastCall.set(list, seen);
      for (const id of new Set(ids)) {
        let index = Math.max(firstOpen, (seen.get(id) ?? -1) + 1);
        while ((fillings[index]?.items ?? 0) >= MAX_RECIPIENTS_PER_CALL) index += 1;
        fillings[index] ??= { parts: [], items: 0 };
        addTo(fillings[index] as Filling, request, list, id);
        seen.set(id, index);
        while ((fillings[firstOpen]?.items ?? 0) >= MAX_RECIPIENTS_PER_CALL) firstOpen += 1;
      }
    }
  }
  return fillings;
}

function addTo(filling: Filling, request: number, list: string, id: string): void {
  let part = filling.parts.at(-1);
  if (part?.request !== request) {
    part = { request, recipients: {}, items: 0 };
    filling.parts.push(part);
  }
  part.recipients[list] ??= [];
  part.recipients[list].push(id);
  part.items += 1;
  filling.items += 1;
}

/** A call for each app. If Batch refuses what several requests make up, they are tried in halves. */
function toCalls(parts: readonly Part[], apps: readonly string[], common: Record<string, unknown>): Call[] {
  const recipients: Record<string, string[]> = {};
  for (const [list, ids] of parts.flatMap((part) => Object.entries(part.recipients))) {
    recipients[list] ??= [];
    recipients[list].push(...ids);
  }
  const body = JSON.stringify({ ...common, recipients });
  const serves = new Map(parts.map(({ request, items }) => [request, items]));
  const items = parts.reduce((sum, part) => sum + part.items, 0);
  const middle = Math.ceil(parts.length / 2);
  return apps.map((app) => ({
    app,
    items,
    body,
    serves,
    ...(parts.length > 1 && {
      narrow: () => [parts.slice(0, middle), parts.slice(middle)].flatMap((half) => toCalls(half, [app], common)),
    }),
  }));
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
    const groups = new Map<string, { apps: string[]; common: Record<string, unknown>; asked: Asked[] }>();
    for (const [index, { recipients, apps, ...rest }] of requests.entries()) {
      const common = batchBody(rest, OURS);
      const key = JSON.stringify([[...apps].sort(), common]);
      const group = groups.get(key) ?? { apps, common, asked: [] };
      groups.set(key, group);
      group.asked.push({ request: index, recipients });
    }
    const calls = [...groups.values()].flatMap(({ apps, common, asked }) =>
      fillCalls(asked).flatMap(({ parts }) => toCalls(parts, apps, common)),
    );
    return appsOf(requests).flatMap((app) => calls.filter((call) => call.app === app));
  },
};
