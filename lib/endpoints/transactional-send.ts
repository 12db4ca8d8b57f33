import * as z from 'zod/mini';
import type { Endpoint } from './endpoint.ts';
import { batchBody, pushShape } from './push.ts';
import { closedObject, extraBringsNone, isObject, merged, nonEmptyString, requestShape, rule } from './schema.ts';
import { planPushes } from './transactional-send-plan.ts';

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

function hasTokens(recipients: unknown): boolean {
  return isObject(recipients) && Array.isArray(recipients['tokens']) && recipients['tokens'].length > 0;
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
  plan: (requests) => planPushes(requests, ({ recipients: _, apps: __, ...rest }) => batchBody(rest, OURS)),
};
