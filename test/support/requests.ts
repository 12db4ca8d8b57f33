import fc from 'fast-check';

/** The second in which every generated request is made. */
export const NOW = Date.parse('2026-11-23T12:00:00.500Z');

/** Aliases that a request may name. */
export const ALIASES = ['ios', 'android', 'web'];

type Arbitraries = Record<string, fc.Arbitrary<unknown>>;
type Members = Record<string, unknown>;

/** An object that has all of one and any of the other. */
function members(required: Arbitraries, optional: Arbitraries = {}): fc.Arbitrary<Members> {
  return fc.record({ ...optional, ...required }, { requiredKeys: Object.keys(required) });
}

/** What encoders, pointers and patterns stumble over: lone surrogates, joined emoji, terminators, escapes. */
const oddCharacter = fc.constantFrom(
  '\ud83d',
  '\udc4b',
  '👩‍👩‍👧',
  '\u0000',
  '\u2028',
  '\n',
  '"',
  '\\',
  '~',
  '/',
  ')',
  'é',
  'a',
);
const text = fc.oneof(
  { weight: 20, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 20, arbitrary: fc.string({ unit: oddCharacter, maxLength: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 64, max: 3_000 }).map((length) => 'x'.repeat(length)) },
);
const filled = text.map((value) => value || '-');
const url = fc.constantFrom('https://cdn.example/a.png', 'https://é.example/👋?q=ü#f', 'mailto:a', 'file:///x');
const flag = fc.boolean();
const free = fc.jsonValue({ maxDepth: 2 });
const fields = fc.dictionary(text, free, { maxKeys: 3 });

/** Batch takes no unknown field, but the simulator takes those in `x_`: see `isUnlisted` in local/batch/check.ts. */
const extra = fc.dictionary(
  text.map((name) => `x_${name}`),
  free,
  { maxKeys: 3 },
);

const ownFields: Arbitraries = {
  apps: fc.shuffledSubarray(ALIASES, { minLength: 1 }),
  dry_run: fc.constantFrom(false, false, false, true),
};

const payload = fields.filter((value) => !Object.hasOwn(value, 'com.batch'));

const pushFields: Arbitraries = {
  ...ownFields,
  extra,
  priority: fc.constantFrom('normal', 'high'),
  time_to_live: fc.integer({ min: 1, max: 2_419_200 }),
  gcm_collapse_key: members({ enabled: flag }, { key: text }),
  media: members({}, { icon: url, picture: url, audio: url, video: url }),
  deeplink: text,
  landing: members(
    { theme: text },
    {
      image: text,
      image_description: text,
      tracking_id: text,
      header: text,
      title: text,
      body: text,
      actions: fc.array(members({ label: text, action: text }, { args: free }), { maxLength: 2 }),
    },
  ),
  custom_payload: fc.oneof(
    payload,
    payload.map((value) => JSON.stringify(value)),
    fc.constantFrom('null', ' [1] ', '"x"'),
  ),
  labels: fc.array(filled, { maxLength: 3 }),
  push_type: fc.constantFrom('alert', 'background'),
};

const few = fc.constantFrom('u1', 'u2', 'u3');
/** Now and then more than Batch takes in one call. */
const numbered = (min: number, max: number) =>
  fc.integer({ min, max }).map((count) => Array.from({ length: count }, (_, index) => `u${index}`));
const someIds = fc.array(fc.oneof(few, filled), { minLength: 1, maxLength: 6 });
const ids = fc.oneof({ weight: 1_000, arbitrary: someIds }, { weight: 1, arbitrary: numbered(9_990, 12_000) });

const LISTS = ['custom_ids', 'install_ids', 'tokens', 'advertising_ids'];
const recipients = fc.oneof(
  ...LISTS.map((list) => members({ [list]: ids }, Object.fromEntries(LISTS.map((name) => [name, fc.array(few)])))),
);

/** Raw push tokens go to one app. */
function withOneAppForTokens(request: Members): Members {
  const { tokens = [] } = request['recipients'] as { tokens?: string[] };
  return tokens.length > 0 ? { ...request, apps: ['android'] } : request;
}

const sendFields = { ...pushFields, sandbox: flag, skip_media_check: flag };
const sendRequired = { group_id: fc.stringMatching(/^[A-Za-z0-9_-]+$/), recipients };
const message = members({ body: filled }, { title: text });
const transactionalSend = fc
  .oneof(
    members({ ...sendRequired, message }, sendFields),
    members({ ...sendRequired, push_type: fc.constant('background') }, { ...sendFields, message }),
  )
  .map(withOneAppForTokens);

const isoTime = (min: string, max: string) =>
  fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true }).map((date) => date.toISOString());
const toTheSecond = (min: string) => isoTime(min, '9999-12-31T23:59:59Z').map((time) => time.slice(0, 19));

const campaignRequired = {
  name: text.map((name) => `${name}123`),
  live: flag,
  messages: fc.uniqueArray(
    members({ language: fc.stringMatching(/^[A-Za-z]{2}$/), body: filled }, { title: text, deeplink: text }),
    { minLength: 1, maxLength: 3, selector: ({ language }) => String(language).toLowerCase() },
  ),
};
const campaignFields = {
  ...pushFields,
  targeting: members(
    {},
    { segments: fc.subarray(['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT', 'IMPORTED']), query: fields },
  ),
  recurrence: members({
    end_date: filled,
    repeat_unit: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY'),
    repeat_frequency: fc.integer(),
  }),
  confirm: fc.constant('everyone'),
};
const startTime = fc.oneof(
  fc.record({ push_time: fc.constant('now'), confirm: fc.constant('everyone') }),
  fc.record({ push_time: toTheSecond('2026-11-23T12:00:00Z') }),
  fc.record({ local_push_time: toTheSecond('2026-11-23T00:00:00Z') }),
);
const campaignCreate = fc
  .tuple(members(campaignRequired, campaignFields), startTime)
  .map(([campaign, start]): Members => ({ ...campaign, ...start }));

const zone = fc.oneof(
  fc.constant('Z'),
  fc
    .tuple(fc.constantFrom('+', '-'), fc.nat(23), fc.nat(59))
    .map(([sign, hours, minutes]) => `${sign}${`${hours}`.padStart(2, '0')}:${`${minutes}`.padStart(2, '0')}`),
);
const anyTime = isoTime('0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z');
/** Whose UTC may be a day away, and still is of a year of four digits. */
const zonedTime = isoTime('0000-01-02T00:00:00Z', '9999-12-30T23:59:59.999Z');
const zoned = (time: fc.Arbitrary<string>) =>
  fc.tuple(time, fc.constantFrom(19, 21, 22, 23), zone).map(([text, length, end]) => text.slice(0, length) + end);
const date = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.tuple(anyTime, fc.constantFrom(19, 23)).map(([time, length]) => time.slice(0, length)),
  zoned(zonedTime),
);

const tags = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c') }, filled), {
  minLength: 1,
  maxLength: 4,
});
const tagEdit = fc.oneof(members({ $add: tags }, { $remove: tags }), members({ $remove: tags }, { $add: tags }));
const scalar = fc.oneof(text, flag, fc.integer(), fc.double({ noDefaultInfinity: true, noNaN: true }));
const name = fc.oneof(fc.constantFrom('a', 'b'), filled);

function value(key: (name: string) => string, held: fc.Arbitrary<unknown>) {
  return fc.tuple(name.map(key), fc.option(held, { freq: 8 }));
}

const values = fc
  .array(
    fc.oneof(
      value((name) => `u.${name}`, scalar),
      value((name) => `date(u.${name})`, date),
      value((name) => `url(u.${name})`, fc.oneof(url, text)),
      value((name) => `ut.${name}`, fc.oneof(tags, tagEdit)),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((entries): Members => Object.fromEntries(entries));

const update = fc.oneof(
  { weight: 4, arbitrary: members({ values }, { overwrite: flag }) },
  { weight: 1, arbitrary: members({ values, extra }, { overwrite: flag }) },
);
const someUsers = fc.array(members({ id: fc.oneof(few, filled), update }), { minLength: 1, maxLength: 6 });
const manyUsers = numbered(9_990, 12_000).map((ids) => ids.map((id) => ({ id, update: { values: { 'u.a': id } } })));
const customDataUpdate = members(
  {
    users: fc.oneof({ weight: 2_000, arbitrary: someUsers }, { weight: 1, arbitrary: manyUsers }),
  },
  { ...ownFields, idempotency_key: fc.string({ minLength: 1, maxLength: 255 }) },
);

/** Requests as batch-api.md and design.md allow them, in all their variety. No key where there is no ledger. */
export const VALID = { transactionalSend, campaignCreate, customDataUpdate };

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

const OWN_FIELDS = {
  transactionalSend: [...OWN, 'recipients'],
  campaignCreate: [...OWN, 'confirm'],
  customDataUpdate: OWN,
};

/** Requests that would be valid if their `extra` didn't bring a field of our own. */
export function withOwnFieldInExtra(capability: keyof typeof VALID): fc.Arbitrary<Members> {
  const faulty = fc.tuple(extra, fc.constantFrom(...OWN_FIELDS[capability]), free).map(withOne);
  return fc.tuple(VALID[capability], faulty).map(([request, extra]) => {
    const [first, ...others] = (request['users'] ?? []) as { update: Members }[];
    return first
      ? { ...request, users: [{ ...first, update: { ...first.update, extra } }, ...others] }
      : { ...request, extra };
  });
}
