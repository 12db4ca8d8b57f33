import type { AttemptTools } from '../../lib/attempt/admission.ts';
import { faultsBeside } from '../../lib/attempt/refusals.ts';
import {
  type Endpoint,
  type Moment,
  namedAppsOf,
  type RequestFields,
  type WithApps,
} from '../../lib/endpoints/endpoint.ts';
import type { Fault } from '../../lib/request/fault.ts';
import { clip, validate } from '../../lib/request/validation.ts';

const MOMENT: Moment = { now: Date.parse('2026-11-23T12:00:00.500Z'), allowLiveCampaigns: true };

/** A request for all of these apps, unless it names some, with every fault it has, by itself and at the moment. */
export function checked<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  body: unknown,
  aliases: readonly string[] = ['ios', 'android'],
  moment = MOMENT,
): { request: Request & WithApps; faults: Fault[] } {
  const { request, faults } = validate(endpoint.schema, body);
  const named = request && namedAppsOf(endpoint, request)?.map(({ alias }) => alias);
  const complete = { ...(request ?? (body as Request)), apps: named ?? aliases };
  const guarded = request ? (endpoint.guard?.(complete, moment) ?? []).filter(({ status }) => status === 403) : [];
  const keys = new Map(aliases.map((alias) => [alias, `${alias}-key`]));
  const secret = { restApiKey: 'k', apps: keys, projects: keys };
  const tools = { clock: { now: () => moment.now }, allowLiveCampaigns: moment.allowLiveCampaigns } as AttemptTools;
  const beside = faultsBeside(endpoint, request ?? body, secret, tools);
  return { request: complete, faults: clip([...faults, ...beside, ...guarded]) };
}
