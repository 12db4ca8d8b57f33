import type { OwnCapability } from '../../lib/endpoints/capability.ts';
import { isEndpoint } from '../../lib/endpoints/catalog.ts';
import type { Description, JsonSchema } from '../../lib/endpoints/description.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { answerNames, refTo } from './answers.ts';

/** An OpenAPI Response Object. */
export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export type Responses = Readonly<Record<string, Response>>;

/** Every answer that a capability may be answered with, by status. */
export function responsesOf(capability: Endpoint | OwnCapability, { answer }: Description): Responses {
  const own = isEndpoint(capability) ? ofBatch(capability) : ofGateway(capability, answer ?? {});
  return {
    ...own,
    ...(capability.route.method === 'POST' && { 413: said(TEXTS[413], refTo('Problem'), true) }),
    ...always(capability),
  };
}

const TEXTS = {
  202: 'Queued: `Prefer: respond-async`.',
  207: 'Some of it was accepted, and some was not. `Retry-After` if trying again will help.',
  400: 'The request is faulty; every fault is named. Nothing was sent.',
  401: 'The token is missing or invalid.',
  403: 'The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand.',
  404: 'There is no such thing.',
  409: 'Another attempt at this request is under way: ask again after `Retry-After`.',
  413: 'The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB.',
  422: 'Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help.',
  429: 'Too many requests at once.',
  500: 'The gateway’s keys or configuration are at fault. Nothing was sent.',
  503: 'Nothing was sent. The same request may work later, after `Retry-After`.',
  504: 'It may have been carried out, and nobody can tell.',
} as const;

function ofBatch({ account, effect, route, waysIn }: Endpoint): Responses {
  const isRead = effect === 'read';
  const names = answerNames(account, isRead);
  const success = route.successStatus;
  const accepted = said('Batch accepted all of it.', refTo(names.accepted), false, replayed(effect));
  const failed = (status: 409 | 422 | 500 | 503 | 504, byGateway = false) =>
    said(TEXTS[status], refTo(names.problem), byGateway, {
      ...(status === 409 || status === 503 ? RETRY_AFTER : {}),
      ...(status === 422 || status === 504 ? replayed(effect) : {}),
    });
  return {
    [success]: accepted,
    ...(!isRead && withDryRun(accepted, success, refTo(names.dryRun))),
    ...(waysIn.includes('queue') && { 202: said(TEXTS[202], refTo('Queued'), false, PREFERENCE_APPLIED) }),
    207: said(TEXTS[207], refTo(names.partial), false, { ...RETRY_AFTER, ...replayed(effect) }),
    ...(isRead && { 404: said(TEXTS[404], refTo(names.problem), true) }),
    ...(effect === 'once' && { 409: failed(409) }),
    422: failed(422),
    500: failed(500, true),
    503: failed(503, true),
    504: failed(504),
  };
}

function withDryRun(accepted: Response, success: number, dryRun: JsonSchema): Responses {
  if (success !== 200) return { 200: said('What would be sent: `dry_run`.', dryRun) };
  const { schema } = accepted.content['application/json'] ?? { schema: {} };
  const description = 'Batch accepted all of it; or what would be sent, if `dry_run` is asked for.';
  return { 200: { ...accepted, ...said(description, { oneOf: [schema, dryRun] }) } };
}

function ofGateway({ effect, route, uses }: OwnCapability, answer: JsonSchema): Responses {
  const isOfTable = uses.http.includes('look-up');
  const problem = (status: keyof typeof TEXTS, headers = {}) =>
    said(TEXTS[status], refTo('Problem'), status >= 500, headers);
  return {
    [route.successStatus]: said('As asked for.', answer, false, replayed(effect)),
    ...(route.path.includes('{') && { 404: said(TEXTS[404], refTo('Problem'), true) }),
    ...(effect === 'once' && { 422: problem(422), 504: problem(504) }),
    500: problem(500),
    ...(isOfTable && { 503: problem(503, RETRY_AFTER) }),
  };
}

/** What any request may meet. */
function always({ effect }: Endpoint | OwnCapability): Responses {
  return {
    400: said(TEXTS[400], refTo('Problem')),
    401: byGatewayAlone(TEXTS[401]),
    403: effect === 'read' ? byGatewayAlone(TEXTS[403]) : said(TEXTS[403], refTo('Problem'), true),
    429: byGatewayAlone(TEXTS[429]),
  };
}

const header = (name: string) => ({ $ref: `#/components/headers/${name}` });
const RETRY_AFTER = { 'Retry-After': header('RetryAfter') };
const PREFERENCE_APPLIED = { 'Preference-Applied': header('PreferenceApplied') };
const replayed = (effect: string) => (effect === 'once' ? { 'Idempotent-Replayed': header('IdempotentReplayed') } : {});

/** A problem is one by its schema's name; API Gateway may say the same status in its own words. */
function said(
  description: string,
  schema: JsonSchema,
  orByGateway = false,
  headers: Response['headers'] = {},
): Response {
  const isProblem = `${schema.$ref}`.includes('/Problem');
  return {
    description,
    ...(Object.keys(headers).length > 0 && { headers }),
    content: {
      [isProblem ? 'application/problem+json' : 'application/json']: { schema },
      ...(orByGateway && { 'application/json': { schema: refTo('GatewayMessage') } }),
    },
  };
}

function byGatewayAlone(description: string): Response {
  return said(description, refTo('GatewayMessage'));
}
