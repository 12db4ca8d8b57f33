import { type KeysByAlias, keysOf, type Secret } from '../aws/secret.ts';
import type { Clock } from '../clock.ts';
import {
  type Account,
  type Endpoint,
  type Moment,
  type NamedApp,
  namedAppsOf,
  type Refusal,
  type RequestFields,
  type WithApps,
} from '../endpoints/endpoint.ts';
import { unknownApps } from '../ledger/apps.ts';
import type { Fault } from '../request/fault.ts';
import { didYouMean, ENOUGH_FAULTS, isObject, isShallow, MAX_DEPTH } from '../request/schema.ts';

/** What it takes to know the moment. */
interface OfMoment extends Pick<Moment, 'allowLiveCampaigns'> {
  readonly clock: Pick<Clock, 'now'>;
}

export function momentOf({ clock, allowLiveCampaigns }: OfMoment): Moment {
  return { now: clock.now(), allowLiveCampaigns };
}

/** What else would be refused of a request that is refused already, so that all is told at once. */
export function faultsBeside<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  body: unknown,
  secret: Secret,
  tools: OfMoment,
): Fault[] {
  if (!isObject(body)) return [];
  const keys = keysOf(secret, endpoint.account);
  const named = (namedAppsOf(endpoint, body) ?? []).slice(0, ENOUGH_FAULTS);
  const unknown = unknownApps(named, keys)
    .filter(({ alias, status }) => alias !== '' && status === undefined)
    .map((each) => unknownApp(each, endpoint.account, keys));
  if (!isShallow(body, MAX_DEPTH)) return unknown.map(toFault);
  const aliases = named.length > 0 ? named.map(({ alias }) => alias) : [...keys.keys()];
  const complete = { ...body, apps: aliases } as unknown as Request & WithApps;
  const refusals = endpoint.guard?.(complete, momentOf(tools)) ?? [];
  return [...unknown, ...refusals.filter(({ status }) => status === 400)].map(toFault);
}

/** As callers are told of it. */
export function toFault({ status: _, ...fault }: Refusal): Fault {
  return fault;
}

/** Of an app, or a project, that the secret does not have. */
export function unknownApp({ alias, pointer, status }: NamedApp, account: Account, keys: KeysByAlias): Refusal {
  const article = account === 'app' ? 'an' : 'a';
  const detail = `is not ${article} ${account} of the secret${didYouMean(alias, [...keys.keys()])}`;
  return { pointer, detail, status: status ?? 400 };
}
