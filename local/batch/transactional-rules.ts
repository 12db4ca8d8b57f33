import * as z from 'zod/mini';
import { sparseMembers } from './check.ts';
import { filledString, pushMembers } from './push-rules.ts';

/** Batch's limit on the ids of one call, counted over all the lists of `recipients`. */
const MAX_RECIPIENTS = 10_000;

const ids = z.optional(z.array(filledString));

const recipients = sparseMembers({
  custom_ids: ids,
  install_ids: ids,
  tokens: ids,
  advertising_ids: z.optional(z.array(z.string())),
}).check(({ value, issues }) => {
  const count = countRecipients(value);
  const isInLimits = count >= 1 && count <= MAX_RECIPIENTS;
  const message = `${count} ids, where 1 to ${MAX_RECIPIENTS} are taken`;
  if (!isInLimits) issues.push({ code: 'custom', message, path: [], input: value });
});

/** The name of a group of pushes (mark D). */
export const groupId = z.string().check(z.regex(/^[A-Za-z0-9_-]+$/));

/** The body of a transactional push; the ranges of `time_to_live` and `labels` are not sure for this endpoint (mark C) and pass. */
export const transactionalSend = sparseMembers({
  group_id: groupId,
  recipients,
  message: z.optional(sparseMembers({ title: z.optional(z.string()), body: filledString })),
  ...pushMembers,
  time_to_live: z.optional(z.int()),
  labels: z.optional(z.array(z.string())),
  sandbox: z.optional(z.boolean()),
  skip_media_check: z.optional(z.boolean()),
}).check(({ value, issues }) => {
  const isMissing = value.message === undefined && value.push_type !== 'background';
  if (isMissing) issues.push({ code: 'custom', path: ['message'], input: undefined });
});

/** The ids of one call, over all its lists. */
export function countRecipients(
  lists: Partial<Record<'custom_ids' | 'install_ids' | 'tokens' | 'advertising_ids', string[] | undefined>>,
): number {
  const { custom_ids = [], install_ids = [], tokens = [], advertising_ids = [] } = lists;
  return custom_ids.length + install_ids.length + tokens.length + advertising_ids.length;
}
