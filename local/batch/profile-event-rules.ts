import { isScalar, isText, isUrl } from './profile-values.ts';
import { isZonedTime } from './times.ts';

/** An event as it is told. */
export interface ProfileEvent {
  readonly name: string;
  readonly time?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** Limits on an event that clients and SDKs tell of (mark C). */
const MAX_AGE_MS = 24 * 3_600_000;
const MAX_ATTRIBUTES = 20;
const MAX_BYTES = 25_000;
const MAX_ENTRIES = 25;
const MAX_DEPTH = 3;
const MAX_TAGS = 10;

/** Why Batch drops an event, and it alone; nothing if it takes it. */
export function eventFault({ name, time, attributes = {} }: ProfileEvent, nowMs: number): string | undefined {
  if (!/^[a-z0-9_]{1,30}$/.test(name)) return 'malformed name of an event';
  if (time !== undefined && !isRecent(time, nowMs)) return 'the time of an event is not within 24 hours';
  const { $label, $tags, ...others } = attributes;
  if ($label !== undefined && !isText(200)($label)) return '$label: expected 1 to 200 characters';
  if ($tags !== undefined && !isTags($tags)) return `$tags: expected at most ${MAX_TAGS} of 1 to 64 characters`;
  if (Buffer.byteLength(JSON.stringify(attributes)) > MAX_BYTES) return `an event of more than ${MAX_BYTES} bytes`;
  return membersFault(others, 1);
}

function isRecent(time: string, nowMs: number): boolean {
  const age = nowMs - Date.parse(time);
  return isZonedTime(time) && age >= 0 && age <= MAX_AGE_MS;
}

function isTags(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MAX_TAGS && value.every(isText(64));
}

function membersFault(members: object, depth: number): string | undefined {
  const entries = Object.entries(members);
  if (depth > MAX_DEPTH) return `attributes deeper than ${MAX_DEPTH}`;
  if (entries.length > MAX_ATTRIBUTES) return `more than ${MAX_ATTRIBUTES} attributes of an event`;
  for (const [key, value] of entries) {
    const fault = memberFault(key, value, depth);
    if (fault) return fault;
  }
  return undefined;
}

function memberFault(key: string, value: unknown, depth: number): string | undefined {
  const [, form, name = key] = /^(date|url)\((.*)\)$/.exec(key) ?? [];
  if (!/^[a-z0-9_]{1,30}$/.test(name)) return `${key}: malformed key`;
  if (form === 'date') return isZonedTime(value) ? undefined : `${key}: expected a date of RFC 3339`;
  if (form === 'url') return isUrl(value) ? undefined : `${key}: expected a URL`;
  if (Array.isArray(value)) return entriesFault(key, value, depth);
  if (typeof value === 'object' && value !== null) return membersFault(value, depth + 1);
  return isScalar(value) ? undefined : `${key}: expected a scalar, an array or an object`;
}

function entriesFault(key: string, entries: readonly unknown[], depth: number): string | undefined {
  if (entries.length > MAX_ENTRIES) return `${key}: more than ${MAX_ENTRIES} entries`;
  for (const entry of entries) {
    const isMember = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    if (!isMember && !isText(300)(entry)) return `${key}: expected strings or objects`;
    const fault = isMember ? membersFault(entry, depth + 1) : undefined;
    if (fault) return fault;
  }
  return undefined;
}
