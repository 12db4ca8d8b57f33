import * as z from 'zod/mini';
import { extraSchema } from '../../request/extra.ts';
import { closedObject, isObject, json, list, listOfStrings } from '../../request/schema.ts';
import { describeRequest, requestShape } from '../../request/shape.ts';
import type { Members } from '../description.ts';

const url = z.string().check(z.refine((value) => URL.canParse(value), 'expected an absolute URL'));

const actionSchema = closedObject({ label: z.string(), action: z.string(), args: z.optional(json) });

const landingSchema = closedObject({
  theme: z.string(),
  image: z.optional(z.string()),
  image_description: z.optional(z.string()),
  tracking_id: z.optional(z.string()),
  header: z.optional(z.string()),
  title: z.optional(z.string()),
  body: z.optional(z.string()),
  actions: z.optional(list(actionSchema)),
});

/** Batch takes `custom_payload` as a string of JSON; an object is taken too, and serialised before it leaves. */
const customPayloadSchema = json.check(
  z.check(({ value, issues }) => {
    const fault = customPayloadFault(value);
    if (fault) issues.push({ code: 'custom', path: [], message: fault, input: value });
  }),
);

function customPayloadFault(value: unknown): string | undefined {
  const payload = typeof value === 'string' ? parseJson(value) : value;
  if (typeof value === 'string' && payload === undefined) return 'expected an object or a string that holds JSON';
  if (typeof value !== 'string' && !isObject(value)) return 'expected an object or a string that holds JSON';
  if (isObject(payload) && Object.hasOwn(payload, 'com.batch')) return 'the key `com.batch` is reserved by Batch';
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the requests for sends and for campaigns have in common. */
export const pushShape = {
  ...requestShape,
  extra: z.optional(extraSchema),
  priority: z.optional(z.enum(['normal', 'high'])),
  time_to_live: z.optional(z.int()),
  gcm_collapse_key: z.optional(closedObject({ enabled: z.boolean(), key: z.optional(z.string()) })),
  media: z.optional(
    closedObject({
      icon: z.optional(url),
      picture: z.optional(url),
      audio: z.optional(url),
      video: z.optional(url),
    }),
  ),
  deeplink: z.optional(z.string()),
  landing: z.optional(landingSchema),
  custom_payload: z.optional(customPayloadSchema),
  labels: z.optional(listOfStrings({ minLength: 1 })),
  push_type: z.optional(z.enum(['alert', 'background'])),
};

/** The body for Batch: the request less the members that are `ours`, `custom_payload` as a string, `extra` on top. */
export function batchBody(request: Record<string, unknown>, ours: readonly string[]): Record<string, unknown> {
  const body: Record<string, unknown> = { ...request };
  for (const name of ours) delete body[name];
  if (isObject(body['custom_payload'])) body['custom_payload'] = JSON.stringify(body['custom_payload']);
  return isObject(request['extra']) ? { ...body, ...request['extra'] } : body;
}

/** What openapi.json says of them. */
export function describePush(): Members {
  return {
    ...describeRequest(),
    priority: 'Of delivery.',
    time_to_live: 'Seconds for which a phone that is offline may still get it; Android and Web.',
    gcm_collapse_key: 'On Android a push replaces an earlier one that has the same key.',
    'gcm_collapse_key.enabled': 'Whether it does.',
    'gcm_collapse_key.key': 'The key; Batch’s own if left out.',
    media: 'URLs of what is shown or played with the message.',
    'media.icon': 'On Android and the Web. An absolute URL.',
    'media.picture': 'On iOS, Android and Chrome. An absolute URL.',
    'media.audio': 'On iOS. An absolute URL.',
    'media.video': 'On iOS. An absolute URL.',
    deeplink: 'Opened when the push is tapped.',
    landing: 'What the app shows when it was opened by the push.',
    'landing.theme': 'One of the themes of the app, as Batch’s dashboard names it.',
    'landing.image': 'URL of a picture.',
    'landing.image_description': 'For those who do not see it.',
    'landing.tracking_id': 'Names it in analytics.',
    'landing.header': 'Above the title.',
    'landing.title': 'Above the body.',
    'landing.body': 'The text.',
    'landing.actions': 'Buttons.',
    'landing.actions[].label': 'What stands on it.',
    'landing.actions[].action': 'What it does, as Batch’s SDK names it.',
    'landing.actions[].args': 'Any JSON that the action takes.',
    custom_payload: {
      type: ['object', 'string', 'null'],
      description:
        'Handed to the app: an object, or a string that holds JSON. The key `com.batch` is reserved. At most 200 levels deep.',
      not: { type: 'object', required: ['com.batch'] },
    },
    labels: 'Codes of labels, for capping.',
    push_type: '`background` wakes the app and shows nothing.',
  };
}
