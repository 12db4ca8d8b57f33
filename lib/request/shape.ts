import * as z from 'zod/mini';
import { aliasSchema, distinct, list } from './schema.ts';

function aliasesOf(account: string) {
  return list(aliasSchema).check(
    z.minLength(1, `must name at least one ${account}`),
    distinct((alias) => alias, [], `names ${account === 'app' ? 'an' : 'a'} ${account} twice`),
  );
}

export const appsSchema = aliasesOf('app');

/** What a request may be called: by its caller, by an event, and by us. */
export const nameSchema = z
  .string()
  .check(
    z.minLength(1, 'must not be empty'),
    z.maxLength(255, 'must have at most 255 characters'),
    z.regex(/^[^\p{Cc}\p{Cs}\uFFFE\uFFFF]*$/u, 'must hold no control characters'),
  );

const commonShape = {
  idempotency_key: z.optional(
    nameSchema.check(z.regex(/^(?!bulk:)/, 'must not begin with `bulk:`: the parts of a bulk are called so')),
  ),
  dry_run: z.optional(z.boolean()),
};

/** The members that every request may have besides Batch's own. */
export const requestShape = { apps: z.optional(appsSchema), ...commonShape };

/** The same where Batch's newer platform is asked, which has projects instead of apps. */
export const projectRequestShape = { projects: z.optional(aliasesOf('project')), ...commonShape };

/** What openapi.json says of them. */
export function describeRequest(account: 'app' | 'project' = 'app') {
  return {
    [`${account}s`]: {
      description: `Aliases of the secret to send to; every ${account} of the secret if left out.`,
      uniqueItems: true,
    },
    idempotency_key:
      'Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise.',
    dry_run: 'Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent.',
  };
}
