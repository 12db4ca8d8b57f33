import * as z from 'zod/mini';
import { EXTRA, extraBringsNone, merged } from '../../request/extra.ts';
import { closedObjectWithNulls, isObject, listOfStrings, nonEmptyString, rule } from '../../request/schema.ts';
import { requestShape } from '../../request/shape.ts';
import { type Description, extraWithout, given } from '../description.ts';
import type { Endpoint } from '../endpoint.ts';
import { GROUP_ID, groupIdSchema } from './group-id.ts';
import { batchBody, describePush, pushShape } from './push.ts';
import { MAX_RECIPIENTS_PER_CALL, planPushes } from './transactional-send-plan.ts';

const recipientsShape = {
  custom_ids: z.optional(listOfStrings({ minLength: 1 })),
  install_ids: z.optional(listOfStrings({ minLength: 1 })),
  tokens: z.optional(listOfStrings({ minLength: 1 })),
  advertising_ids: z.optional(listOfStrings({ minLength: 0 })),
};

const recipientsSchema = closedObjectWithNulls(
  recipientsShape,
  rule((recipients, report) => {
    const lists = Object.values(recipients);
    if (lists.every((list) => !Array.isArray(list) || list.length === 0)) report([], 'must hold at least one id');
  }),
);

/** What never leaves for Batch. */
const OURS = [...Object.keys(requestShape), 'extra'];

const schema = closedObjectWithNulls(
  {
    ...pushShape,
    group_id: groupIdSchema,
    recipients: recipientsSchema,
    message: z.optional(closedObjectWithNulls({ title: z.optional(z.string()), body: nonEmptyString })),
    sandbox: z.optional(z.boolean()),
    skip_media_check: z.optional(z.boolean()),
  },
  extraBringsNone([...OURS, 'recipients']),
  rule((request, report) => {
    if (request['message'] === undefined && merged(request)['push_type'] !== 'background') {
      report(['message'], 'is required unless `push_type` is `background`');
    }
  }),
);

type TransactionalSend = z.infer<typeof schema>;

function hasTokens(recipients: unknown): boolean {
  return isObject(recipients) && Array.isArray(recipients['tokens']) && recipients['tokens'].length > 0;
}

/** A push to named people. The same call twice is two pushes on a phone. */
export const transactionalSend: Endpoint<TransactionalSend> = {
  name: 'transactional-send',
  summary: "Batch's Transactional API, a push to named people",
  route: { method: 'POST', path: '/transactional/send', successStatus: 201 },
  waysIn: ['http', 'queue'],
  effect: 'once',
  account: 'app',
  method: 'POST',
  version: '1.1',
  path: '/transactional/send',
  tokenField: 'token',
  example: {
    group_id: 'welcome',
    recipients: { custom_ids: ['u1'] },
    message: { title: 'Hello', body: 'How is it going?' },
  },
  schema,
  bulk: {
    member: 'recipients',
    lists: ['custom_ids', 'install_ids', 'tokens', 'advertising_ids'],
    mostOf: () => MAX_RECIPIENTS_PER_CALL,
    // Nobody wants a push twice for standing twice in a list.
    isUnique: true,
  },
  guard({ recipients, apps }) {
    if (!hasTokens(recipients) || apps.length === 1) return [];
    const detail = 'must name exactly one app: raw push tokens belong to one platform';
    return [{ pointer: '/apps', detail, status: 400 }];
  },
  plan: (requests) => planPushes(requests, ({ recipients: _, apps: __, ...rest }) => batchBody(rest, OURS)),
};

/** For openapi.json. */
export function description(): Description {
  const background = { properties: { push_type: { const: 'background' } }, required: ['push_type'] };
  return {
    text: 'Sends a push to the people named, on each app. There may be any number of them: a call to Batch takes 10,000, and more are cut into several. A recipient who stands twice in a list gets it once.',
    members: {
      ...describePush(),
      '': {
        if: { not: { anyOf: [background, { required: ['extra'], properties: { extra: background } }] } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: given('message'),
      },
      group_id: GROUP_ID,
      recipients: {
        description: 'Who gets it: at least one id in all.',
        anyOf: Object.keys(recipientsShape).map((list) => ({
          required: [list],
          properties: { [list]: { type: 'array', minItems: 1 } },
        })),
      },
      'recipients.custom_ids': 'Ids of your own users, as the app tells Batch.',
      'recipients.install_ids': 'Single installations of the app.',
      'recipients.tokens': 'Push tokens of one platform: the request is for one app.',
      'recipients.advertising_ids': 'IDFA or GAID.',
      message: 'What is shown. May be left out if `push_type` is `background`.',
      'message.title': 'Above the body.',
      'message.body': 'The text.',
      extra: extraWithout([...OURS, 'recipients'], EXTRA),
      sandbox: 'APNs’ sandbox; matters for tokens of iOS alone.',
      skip_media_check: 'Whether Batch leaves out its look at `media`.',
    },
  };
}
