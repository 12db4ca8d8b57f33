import * as z from 'zod/mini';
import { refuse, type Verdict } from './verdict.ts';

/** Names the place of a fault in a message. */
type Locate = (path: readonly PropertyKey[]) => string;

// Given to each parse instead of to z.config(), which is global and would change the messages of the program under test.
const english = z.locales.en().localeError;

/** Parses with messages in English, which zod/mini has none of by itself. */
export function parse<T>(schema: z.ZodMiniType<T>, value: unknown): z.core.util.SafeParseResult<T> {
  return schema.safeParse(value, { error: english, reportInput: true });
}

/**
 * Holds a body against its rules; the refusal names the first fault only, as code 30 if the member is missing, else 31.
 * A rule of ours that misses a member says so by an issue whose `input` is undefined.
 */
export function check<T>(
  schema: z.ZodMiniType<T>,
  body: unknown,
  locate: Locate = pathText,
): { value: T } | { refusal: Verdict } {
  const result = parse(schema, body);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const isMissing = issue?.input === undefined;
  return { refusal: refuse(isMissing ? 30 : 31, `${locate(path)}: ${isMissing ? 'missing' : issue?.message}`) };
}

/** A schema of an object with these members and no others, save those in `x_`. */
export function members<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.looseObject(shape).check(({ value, issues }) => {
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(shape, key) && !isUnlisted(key)) {
        issues.push({ code: 'custom', message: 'unknown member', path: [key], input: value });
      }
    }
  });
}

/**
 * As `members`, for those objects where production clients send `null` for an optional member they don't use (mark C):
 * the same as leaving it out, and left out of what is parsed. The `null` of an unknown member stays, and is refused.
 */
export function sparseMembers<Shape extends z.core.$ZodShape>(shape: Shape) {
  const withoutNulls = z.transform((value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).filter(([key, held]) => held !== null || !Object.hasOwn(shape, key));
    return Object.fromEntries(entries);
  });
  return z.pipe(withoutNulls, members(shape));
}

/**
 * Whether a name stands for a member that Batch may have and batch-api.md does not list.
 * Batch's field lists are open and users reach new fields through `extra`; refusing every other unknown name is what catches typos.
 */
export const isUnlisted = (name: string): boolean => name.startsWith('x_');

/** `recipients.custom_ids[3]`, `values["u.age"]`, or `body` for the whole. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^\w+$/.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(step)}]`;
  });
  return text.join('').replace(/^\./, '') || 'body';
}
