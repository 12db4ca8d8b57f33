import * as z from 'zod/mini';
import { isUnlisted, members, pathText, sparseMembers } from './check.ts';
import { filledString } from './push-rules.ts';
import { readUtcTime } from './times.ts';

/** Batch's limit on the users of one call, whether they are updated or deleted (mark D). */
const MAX_USERS = 10_000;

type Value = string | number | boolean | string[] | { $add?: string[]; $remove?: string[] } | null;

/** A change to what Batch holds about one user. */
export interface UserUpdate {
  readonly overwrite?: boolean | undefined;
  readonly values: Record<string, Value>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
const isDate = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && readUtcTime(value) !== undefined);
const isString = (value: unknown): boolean => typeof value === 'string';
const isTags = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((tag) => typeof tag === 'string' && tag !== '');
const isTagEdit = (value: unknown): boolean =>
  isObject(value) &&
  ('$add' in value || '$remove' in value) &&
  Object.entries(value).every(([key, tags]) => (['$add', '$remove'].includes(key) ? isTags(tags) : isUnlisted(key)));

/**
 * The forms of a key of `values`, and what each may hold. Letters of a name and lengths are rules of Batch's SDKs, which
 * check on the device (mark C), and no proof of what Batch itself refuses: they pass, as does any string as a URL.
 */
const KEY_FORMS = [
  { form: /^u\..+$/s, isValid: isScalar, wanted: 'a string, a number or a boolean' },
  { form: /^date\(u\..+\)$/s, isValid: isDate, wanted: 'epoch seconds or yyyy-MM-ddTHH:mm:ss[.SSS]' },
  { form: /^url\(u\..+\)$/s, isValid: isString, wanted: 'a string' },
  {
    form: /^ut\..+$/s,
    isValid: (value: unknown) => isTags(value) || isTagEdit(value),
    wanted: 'tags, or $add and $remove of tags, none of them empty',
  },
];

function valueProblem(key: string, value: unknown): string | undefined {
  const keyForm = KEY_FORMS.find(({ form }) => form.test(key));
  if (!keyForm) return 'malformed key';
  return value === null || keyForm.isValid(value) ? undefined : `expected ${keyForm.wanted}, or null`;
}

const values = z
  .custom<UserUpdate['values']>(isObject, { error: 'expected an object', abort: true })
  .check(({ value, issues }) => {
    const entries = Object.entries(value);
    if (entries.length === 0) issues.push({ code: 'custom', message: 'no values', path: [], input: value });
    for (const [key, held] of entries) {
      const problem = valueProblem(key, held);
      if (problem) issues.push({ code: 'custom', message: problem, path: [key], input: value });
    }
  });

/** The body that changes the one user whose id is in the path. */
export const userUpdate = sparseMembers({ overwrite: z.optional(z.boolean()), values });

/** The body that changes many users; one bad user refuses them all. */
export const userUpdates = z
  .array(members({ id: filledString, update: userUpdate }))
  .check(z.minLength(1), z.maxLength(MAX_USERS), ({ value, issues }) => {
    // What Batch does with a user who stands twice in a call is undefined, so the simulator refuses it.
    const seen = new Set<string>();
    value.forEach(({ id }, index) => {
      if (seen.has(id)) issues.push({ code: 'custom', message: 'user repeated', path: [index, 'id'], input: value });
      seen.add(id);
    });
  });

/** The body that takes away what is held about many users; one who stands twice in it does no harm. */
export const userIds = z.array(filledString).check(z.minLength(1), z.maxLength(MAX_USERS));

/** Names a place in a bulk body by the user's index and id. */
export function userPathText(body: unknown, [index, ...path]: readonly PropertyKey[]): string {
  if (!Array.isArray(body) || typeof index !== 'number') return 'body';
  return `user ${index} (id ${JSON.stringify(body[index]?.id)}), ${pathText(path)}`;
}
