import * as z from 'zod/mini';
import { extraSchema } from '../../request/extra.ts';
import { closedObject, isObject, json, list, listOfStrings } from '../../request/schema.ts';
import { requestShape } from '../../request/shape.ts';

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
