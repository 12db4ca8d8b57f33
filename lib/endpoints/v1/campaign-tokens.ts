import * as z from 'zod/mini';
import { pointerTo } from '../../request/pointer.ts';
import { aliasSchema, isObject } from '../../request/schema.ts';
import { describeRequest, requestShape } from '../../request/shape.ts';
import type { Call, ChunkName } from '../call.ts';
import type { JsonSchema, Members } from '../description.ts';
import type { NamedApp, WithApps } from '../endpoint.ts';

/** What would be another route in the place of a token: the words of Batch's own routes, and what leads out of the path. */
const NO_TOKENS = ['.', '..', 'list', 'create', 'update', 'delete', 'stats'];

/** A campaign's token, as Batch answered it. It is percent-encoded wherever it becomes part of a path. */
export const tokenSchema = z.string().check(
  z.minLength(1, 'must not be empty'),
  z.refine((token) => !NO_TOKENS.includes(token), 'is no token: it would lead to another route of Batch’s'),
  z.regex(/^\P{Cs}*$/u, 'holds half a character, which no path can carry'),
);

const campaignsSchema = z
  .record(aliasSchema, tokenSchema)
  .check(z.refine((campaigns) => Object.keys(campaigns).length > 0, 'must name at least one app and its campaign'));

const { apps: _, ...ofAnyRequest } = requestShape;

/** What a request has that is about one campaign an app. */
export const campaignsShape = {
  ...ofAnyRequest,
  apps: z.optional(z.custom<string[]>(() => false, 'must not stand beside `campaigns`, which names the apps')),
  campaigns: campaignsSchema,
};

/** The apps of such a request. */
export function appsOfCampaigns({ campaigns }: Readonly<Record<string, unknown>>): NamedApp[] {
  return isObject(campaigns)
    ? Object.keys(campaigns).map((alias) => ({ alias, pointer: pointerTo(['campaigns', alias]) }))
    : [];
}

/** The same request for apps that are called otherwise now. */
export function renameCampaigns<Request extends { readonly campaigns: Readonly<Record<string, string>> }>(
  request: Request,
  nameNow: (alias: string) => string,
): Request {
  const campaigns = Object.entries(request.campaigns).map(([alias, token]) => [nameNow(alias), token]);
  return { ...request, campaigns: Object.fromEntries(campaigns) };
}

/** The only app of a request that names it in its path. */
export function appOfPath({ app }: Readonly<Record<string, unknown>>): NamedApp[] {
  return typeof app === 'string' ? [{ alias: app, pointer: '/app', status: 404 }] : [];
}

/** What a request does to one campaign. */
export interface Change {
  readonly request: number;
  readonly app: string;
  readonly token: string;
}

/** What requests do to their campaigns, less what was done before, in their order. */
export function changesOf(
  requests: readonly (WithApps & { readonly campaigns: Readonly<Record<string, string>> })[],
  isOpen: (chunk: ChunkName) => boolean = () => true,
): Change[] {
  return requests.flatMap(({ apps, campaigns }, request) =>
    apps.flatMap((app) => {
      const token = campaigns[app];
      return token !== undefined && isOpen({ request, app, chunk: 0 }) ? [{ request, app, token }] : [];
    }),
  );
}

/** The call that does it to one campaign, for one or several requests. */
export function changeCall(path: string, { app, token }: Change, requests: readonly number[], body: string): Call {
  const parts = requests.map((request) => ({ request, chunk: 0, items: 1 }));
  return { app, items: 1, path: `${path}/${encodeURIComponent(token)}`, body, token, parts };
}

/** What openapi.json says of them. */
export function describeCampaigns(): Members {
  return {
    ...describeRequest(),
    apps: { description: 'Has no place beside `campaigns`, which names the apps.', not: {} },
    campaigns: { description: 'The token of the campaign on each app, by alias.', minProperties: 1 },
    'campaigns.*': TOKEN,
  };
}

/** What openapi.json says of a token. */
export const TOKEN: JsonSchema = {
  description: 'A campaign’s token, as Batch answered it.',
  not: { enum: [...NO_TOKENS] },
};
