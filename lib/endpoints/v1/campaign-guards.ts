import { merged } from '../../request/extra.ts';
import { isObject } from '../../request/schema.ts';
import { parseUtcMs } from '../../request/times.ts';
import type { Moment, Refusal } from '../endpoint.ts';
import { isTime, SEGMENTS } from './campaign-fields.ts';

/** The last place on earth where a local time is still to come: UTC-12, https://www.iana.org/time-zones `Etc/GMT+12`. */
const LAST_TIME_ZONE_MS = 12 * 60 * 60 * 1000;

/** Times that have passed. A local time has once it has in every time zone. */
export function pastTimes(request: Request, { now }: Moment): Refusal[] {
  const isPast = (name: string, graceMs: number) => {
    const time = merged(request)[name];
    if (typeof time !== 'string' || !isTime(time)) return false;
    // As fine as Batch's format goes.
    return (parseUtcMs(time) as number) + graceMs < Math.floor(now / 1000) * 1000;
  };
  return [
    ...(isPast('push_time', 0) ? [refusal(400, request, 'push_time', 'is past')] : []),
    ...(isPast('local_push_time', LAST_TIME_ZONE_MS)
      ? [refusal(400, request, 'local_push_time', 'is past in every time zone')]
      : []),
  ];
}

/** What is not let through of a campaign that is made. `extra` may bring anything: what is not clearly a draft counts as live. */
export function liveFaults(request: Request, moment: Moment): Refusal[] {
  const { live, targeting } = merged(request);
  if (live === false) return [];
  return [...unlessAllowed(request, 'live', moment), ...(narrows(targeting) ? [] : unlessConfirmed(request))];
}

/**
 * The same of one that is changed: starting it, if what is sent does not narrow whom it reaches, since nobody knows here what
 * Batch holds; and taking its targeting away, whether or not it is live.
 */
export function liveFaultsOfUpdate(request: Request, moment: Moment): Refusal[] {
  const { live, targeting } = merged(request);
  const starts = live !== undefined && live !== false;
  const opens = targeting !== undefined && !narrows(targeting);
  if (!starts && !opens) return [];
  const isNarrowed = targeting !== undefined && !opens;
  const member = starts ? 'live' : 'targeting';
  return [...unlessAllowed(request, member, moment), ...(isNarrowed ? [] : unlessConfirmed(request))];
}

type Request = Readonly<Record<string, unknown>>;

function unlessAllowed(request: Request, member: string, { allowLiveCampaigns }: Moment): Refusal[] {
  const detail = {
    live: 'live campaigns are refused unless ALLOW_LIVE_CAMPAIGNS is `true`; `false` saves a draft',
    targeting: 'a campaign may only be opened to everybody if ALLOW_LIVE_CAMPAIGNS is `true`',
  }[member];
  return allowLiveCampaigns ? [] : [refusal(403, request, member, `${detail}`)];
}

function unlessConfirmed(request: Request): Refusal[] {
  if (request['confirm'] === 'everyone') return [];
  return [{ pointer: '/confirm', detail: 'this reaches every user; say so with "confirm": "everyone"', status: 403 }];
}

/** About a member, in `extra` if that is where it counts. */
function refusal(status: Refusal['status'], { extra }: Request, name: string, detail: string): Refusal {
  return { pointer: isObject(extra) && Object.hasOwn(extra, name) ? `/extra/${name}` : `/${name}`, detail, status };
}

/**
 * Whether a targeting keeps a campaign from the whole user base: it does not if it says nothing, names all segments, or queries
 * for nothing. `extra` may bring any JSON here.
 */
function narrows(targeting: unknown): boolean {
  return !reachesEveryone(targeting);
}

function reachesEveryone(targeting: unknown): boolean {
  if (!isObject(targeting)) return saysNothing(targeting);
  const { query, segments, ...others } = targeting;
  const isEverySegment = Array.isArray(segments) && SEGMENTS.every((segment) => segments.includes(segment));
  return saysNothing(others) && (isEverySegment || saysNothing(segments)) && narrowsNothing(query);
}

function saysNothing(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined || value === '' || value === false;
  return value === null || Object.values(value).every(saysNothing);
}

/** A query that is empty, or made of nothing but empty `$and`, `$or` and objects. Any value is a condition: `{"c.member": false}`. */
function narrowsNothing(query: unknown): boolean {
  if (Array.isArray(query)) return query.every(narrowsNothing);
  if (!isObject(query)) return query === undefined || query === null || query === '' || query === false;
  return Object.entries(query).every(([name, inner]) =>
    name === '$and' || name === '$or' ? narrowsNothing(inner) : isObject(inner) && narrowsNothing(inner),
  );
}
