import fc from 'fast-check';
import { extra, free, isoTime, type Members, text, zoned } from './requests.ts';

/** Stand for JSON text that no value of JavaScript is written as: see `toJsonText`. */
const SPLICED = {
  '@deep': `${'{"a":'.repeat(7_000)}1${'}'.repeat(7_000)}`,
  '@deep-array': `${'['.repeat(7_000)}${']'.repeat(7_000)}`,
  '@infinite': '1e999',
};

/** A request as a caller might send it. */
export function toJsonText(request: unknown): string {
  const json = JSON.stringify(request) ?? '';
  return Object.entries(SPLICED).reduce((text, [name, spliced]) => text.replaceAll(`"${name}"`, spliced), json);
}

const boundary = fc.constantFrom<unknown[]>(
  ...[null, true, false, 0, -1, 0.5, 1e21, 2_419_200, 2_419_201, 2 ** 53],
  ...['', ' ', 'now', 'NOW', 'high', 'alert', 'background', 'everyone', 'en', 'http://', 'null', '{', 'x'.repeat(300)],
  ...['2026-02-30T00:00:00', '2026-11-23T11:59:59', '2027-01-01T24:00:00', '2027-01-01T00:00:00+24:00', '2027-01-01'],
  ...[[], {}, [[]], [''], [null], ['ios', 'ios'], ['nowhere'], { 'com.batch': 1 }, '{"com.batch":1}', { body: '' }],
  ...[{ $add: [] }, { $add: ['a'], $remove: ['a'] }, { $set: ['a'] }, { $add: ['a'], x_b: 1 }, { tokens: ['t'] }],
);
const firstAndLastDay = fc.oneof(
  isoTime('0000-01-01T00:00:00Z', '0000-01-01T23:59:59.999Z'),
  isoTime('9999-12-31T00:00:00Z', '9999-12-31T23:59:59.999Z'),
);
const anyValue = fc.oneof(
  ...[boundary, free, fc.anything(), zoned(firstAndLastDay)].map((arbitrary) => ({ weight: 5, arbitrary })),
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(SPLICED)) },
);

const word = fc.oneof(
  fc.constantFrom(
    ...['apps', 'dry_run', 'confirm', 'live', 'push_time', 'local_push_time', 'push_type', 'message', 'messages'],
    ...['title', 'body', 'deeplink', 'landing', 'targeting', 'query', 'recipients', 'custom_ids', 'tokens', 'labels'],
    ...[
      'projects',
      'profiles',
      'identifiers',
      'custom_id',
      'attributes',
      'events',
      'name',
      'mode',
      '$label',
      'date(a)',
    ],
    ...['users', 'id', 'update', 'overwrite', 'values', 'u.a', 'ut.a', 'date(u.a)', 'url(u.a)', 'u.', '$add', 'x_new'],
    ...['', '__proto__', 'constructor', 'hasOwnProperty', 'toString', 'toJSON', 'then', 'com.batch', '0'],
  ),
  text,
);

const misspelling = fc.oneof(
  word.map((wanted) => () => wanted),
  fc.constantFrom(
    (name: string) => name.toUpperCase(),
    (name: string) => `${name}s`,
    (name: string) => name.slice(1),
    (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
  ),
);

/** What never leaves for Batch, so that `extra` may not bring it. */
const OWN = ['apps', 'dry_run', 'idempotency_key', 'extra'];

/** Our own fields, and what is no object. */
const badExtra = fc.oneof(
  fc.constantFrom<unknown[]>(null, 'x_a', 1, [], ['x_a']),
  fc.tuple(extra, fc.constantFrom(...OWN), anyValue).map(withOne),
);

function withOne([object, name, value]: [Members, string, unknown]): Members {
  return { ...object, [name]: value };
}

/** Where a value stands. */
interface Place {
  readonly holder: Members;
  readonly key: string;
}

/** Every place but those in `extra`, which is the way round our validation. */
function placesIn(holder: Members, places: Place[] = []): Place[] {
  for (const [key, value] of Object.entries(holder)) {
    if (key === 'extra') continue;
    places.push({ holder, key });
    if (typeof value === 'object' && value !== null) placesIn(value as Members, places);
  }
  return places;
}

/** Puts a copy, since generated values may be shared. Unlike an assignment it can name a member `__proto__`. */
function put(holder: Members, key: string, value: unknown): void {
  Object.defineProperty(holder, key, {
    value: structuredClone(value),
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

type Tweak = (value: unknown) => unknown;

/** Nothing of what there is. */
const empty: Tweak = (value) => {
  if (typeof value === 'string') return '';
  if (typeof value === 'number') return 0;
  return Array.isArray(value) ? [] : {};
};

/** More than there may be: everything twice, and a key that Batch reserves. */
const excess: Tweak = (value) => {
  if (typeof value === 'string') return value + value;
  if (typeof value === 'number') return value + 2_419_200;
  return Array.isArray(value) ? [...value, ...value] : { ...(value as object | null), 'com.batch': 1 };
};

/** Close to what is meant, and not it: a time that is past, half a number, an object in an array. */
const slip: Tweak = (value) => {
  if (typeof value === 'string') return /^\d{4}-/.test(value) ? `1999${value.slice(4)}` : [value];
  if (typeof value === 'number') return value + 0.5;
  return Array.isArray(value) ? [...value, {}] : [value];
};

type Mutate = (place: Place, other: Place) => void;

const bluntly: fc.Arbitrary<Mutate> = fc.oneof(
  fc.constant<Mutate>(({ holder, key }) => delete holder[key]),
  fc.constant<Mutate>(({ holder, key }, other) => put(holder, key, other.holder[other.key])),
  anyValue.map(
    (value): Mutate =>
      ({ holder, key }) =>
        put(holder, key, value),
  ),
  fc.tuple(word, anyValue).map(
    ([name, value]): Mutate =>
      ({ holder }) =>
        put(holder, name, value),
  ),
  badExtra.map(
    (value): Mutate =>
      ({ holder }) =>
        put(holder, 'extra', value),
  ),
  misspelling.map(
    (misspell): Mutate =>
      ({ holder, key }) => {
        const value = holder[key];
        delete holder[key];
        put(holder, misspell(key), value);
      },
  ),
);

const finely = fc.constantFrom(empty, excess, slip).map(
  (tweak): Mutate =>
    ({ holder, key }) =>
      put(holder, key, tweak(holder[key])),
);
const mutate = fc.oneof(bluntly, finely);

const mutation = fc.tuple(mutate, fc.nat(), fc.nat());

/** A request with one or two changes at random places, the whole request being one of them. */
function mutated(valid: fc.Arbitrary<Members>): fc.Arbitrary<unknown> {
  return fc.tuple(valid, fc.array(mutation, { minLength: 1, maxLength: 2 })).map(([request, mutations]) => {
    const root: Members = { request: structuredClone(request) };
    for (const [change, at, from] of mutations) {
      const places = placesIn(root);
      if (places.length > 0) change(places[at % places.length] as Place, places[from % places.length] as Place);
    }
    return root['request'];
  });
}

/** Valid requests, and as many that were tampered with, of which some are valid all the same. */
export function requests(valid: fc.Arbitrary<Members>): fc.Arbitrary<{ isValid: boolean; request: unknown }> {
  return fc.oneof(
    valid.map((request) => ({ isValid: true, request })),
    mutated(valid).map((request) => ({ isValid: false, request })),
  );
}

/** Of those that take `extra`, by capability. */
const OWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'transactional-send': [...OWN, 'recipients'],
  'campaign-create': [...OWN, 'confirm'],
  'campaign-update': [...OWN, 'confirm', 'campaigns'],
  'custom-data-update': OWN,
  'profiles-update': [...OWN, 'projects', 'mode', 'profiles', 'identifiers'],
};

/** Requests that would be valid if their `extra` didn't bring a field of our own, or if they could bring an `extra`. */
export function withOwnFieldInExtra(capability: string, valid: fc.Arbitrary<Members>): fc.Arbitrary<Members> {
  const faulty = fc.tuple(extra, fc.constantFrom(...(OWN_FIELDS[capability] ?? OWN)), free).map(withOne);
  return fc.tuple(valid, faulty).map(([request, extra]) => {
    const list = request['profiles'] ? 'profiles' : 'users';
    const [first, ...others] = (request[list] ?? []) as (string | UserMembers)[];
    return typeof first === 'object'
      ? { ...request, [list]: [withExtra(first, extra), ...others] }
      : { ...request, extra };
  });
}

/** What a request says of a user: `extra` stands in the update, in an event, or in a profile. */
interface UserMembers {
  readonly identifiers?: Members;
  readonly update?: Members;
  readonly events?: readonly Members[];
}

function withExtra({ update, events, ...user }: UserMembers, extra: unknown): Members {
  if (user.identifiers) return { ...user, ...(events && { events }), extra };
  if (!events) return { ...user, update: { ...update, extra } };
  const [first, ...others] = events;
  return { ...user, events: [{ ...first, extra }, ...others] };
}
