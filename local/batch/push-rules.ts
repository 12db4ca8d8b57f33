import * as z from 'zod/mini';
import { members } from './check.ts';

/** A string with at least one character. */
export const filledString = z.string().check(z.minLength(1));

const absoluteUrl = z.string().check(z.refine((text) => URL.canParse(text), 'not an absolute URL'));

const customPayload = z.string().check(({ value, issues }) => {
  const problem = payloadProblem(value);
  if (problem) issues.push({ code: 'custom', message: problem, path: [], input: value });
});

function payloadProblem(text: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(text);
    const isReserved = typeof payload === 'object' && payload !== null && Object.hasOwn(payload, 'com.batch');
    return isReserved ? 'the key com.batch is forbidden' : undefined;
  } catch {
    return 'not a string holding JSON';
  }
}

const landing = members({
  theme: z.string(),
  // As in-app campaigns have it; whether push campaigns do is not sure (mark U).
  contents: z.optional(z.unknown()),
  image: z.optional(z.string()),
  image_description: z.optional(z.string()),
  tracking_id: z.optional(z.string()),
  header: z.optional(z.string()),
  title: z.optional(z.string()),
  body: z.optional(z.string()),
  // What `args` holds depends on the action, and is documented nowhere.
  actions: z.optional(z.array(members({ label: z.string(), action: z.string(), args: z.optional(z.unknown()) }))),
});

/**
 * The members that transactional pushes and campaigns have in common.
 * That `deeplink` excludes `landing` is unverified (mark U), so both together pass.
 */
export const pushMembers = {
  priority: z.optional(z.enum(['normal', 'high'])),
  gcm_collapse_key: z.optional(members({ enabled: z.boolean(), key: z.optional(z.string()) })),
  media: z.optional(
    members({
      icon: z.optional(absoluteUrl),
      picture: z.optional(absoluteUrl),
      audio: z.optional(absoluteUrl),
      video: z.optional(absoluteUrl),
    }),
  ),
  deeplink: z.optional(z.string()),
  landing: z.optional(landing),
  custom_payload: z.optional(customPayload),
  push_type: z.optional(z.enum(['alert', 'background'])),
  // For Windows, long obsolete (mark U).
  wp_template: z.optional(z.unknown()),
};
