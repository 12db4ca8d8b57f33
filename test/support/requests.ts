import fc from 'fast-check';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';

/** The second in which every generated request is made. */
export const NOW = Date.parse('2026-11-23T12:00:00.500Z');

/** Aliases that a request may name. */
export const ALIASES = ['ios', 'android', 'web'];
export const PROJECTS = ['main', 'other'];

type Arbitraries = Record<string, fc.Arbitrary<unknown>>;
export type Members = Record<string, unknown>;

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
export const text = fc.oneof(
  { weight: 20, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 20, arbitrary: fc.string({ unit: oddCharacter, maxLength: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 64, max: 3_000 }).map((length) => 'x'.repeat(length)) },
);
const filled = text.map((value) => value || '-');
const url = fc.constantFrom('https://cdn.example/a.png', 'https://é.example/👋?q=ü#f', 'mailto:a', 'file:///x');
const flag = fc.boolean();
/** What the gateway refuses wherever it stands: numbers that would be rounded, and a name that is none. */
const isCarried = (value: unknown): boolean => {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => name !== '__proto__' && isCarried(inner));
};

/** JSON that means nothing to anybody. */
export const free = fc.jsonValue({ maxDepth: 2 }).filter(isCarried);
const fields = fc.dictionary(text, free, { maxKeys: 3 }).filter(isCarried);

/** Batch takes no unknown field, but the simulator takes those in `x_`: see `isUnlisted` in local/batch/check.ts. */
export const extra = fc.dictionary(
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

/** A time between two, as `Date.prototype.toISOString` writes it. */
export const isoTime = (min: string, max: string) =>
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
};
const startTime = fc.oneof(
  fc.record({ push_time: fc.constant('now') }),
  fc.record({ push_time: toTheSecond('2026-11-23T12:00:00Z') }),
  fc.record({ local_push_time: toTheSecond('2026-11-23T00:00:00Z') }),
);
const campaignCreate = fc
  .tuple(members(campaignRequired, campaignFields), startTime)
  .map(([campaign, start]): Members => ({ ...campaign, ...start, confirm: 'everyone' }));

const zone = fc.oneof(
  fc.constant('Z'),
  fc
    .tuple(fc.constantFrom('+', '-'), fc.nat(23), fc.nat(59))
    .map(([sign, hours, minutes]) => `${sign}${`${hours}`.padStart(2, '0')}:${`${minutes}`.padStart(2, '0')}`),
);
const anyTime = isoTime('0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z');
/** Whose UTC may be a day away, and still is of a year of four digits. */
const zonedTime = isoTime('0000-01-02T00:00:00Z', '9999-12-30T23:59:59.999Z');
/** The same with any zone. */
export const zoned = (time: fc.Arbitrary<string>) =>
  fc.tuple(time, fc.constantFrom(19, 21, 22, 23), zone).map(([text, length, end]) => text.slice(0, length) + end);
const date = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).filter(isCarried),
  fc.tuple(anyTime, fc.constantFrom(19, 23)).map(([time, length]) => time.slice(0, length)),
  zoned(zonedTime),
);

const tags = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c') }, filled), {
  minLength: 1,
  maxLength: 4,
});
const tagEdit = fc.oneof(members({ $add: tags }, { $remove: tags }), members({ $remove: tags }, { $add: tags }));
const scalar = fc.oneof(
  text,
  flag,
  fc.integer(),
  fc.double({ noDefaultInfinity: true, noNaN: true }).filter(isCarried),
);
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

const customDataDelete = members(
  { users: fc.oneof({ weight: 2_000, arbitrary: someIds }, { weight: 1, arbitrary: numbered(9_990, 12_000) }) },
  { apps: fc.shuffledSubarray(ALIASES, { minLength: 1 }) },
);

/** In the last 24 hours, in UTC. */
const recently = isoTime('2026-11-22T13:00:00Z', '2026-11-23T12:00:00Z');
/** A name as Batch's SDKs have them. */
const key = fc.stringMatching(/^[a-z0-9_]{1,30}$/).filter((own) => own !== '__proto__');
const attribute = fc.oneof(
  fc.tuple(key, fc.oneof(fc.string({ maxLength: 64 }), flag, fc.integer())),
  fc.tuple(fc.constantFrom('date(a)', 'date(b_1)'), anyTime),
);
const trackedEvent = members(
  { name: filled.map((own) => `ue.${own}`) },
  {
    time: fc.tuple(recently, fc.constantFrom(19, 23, 24)).map(([time, length]) => time.slice(0, length)),
    label: fc.string({ maxLength: 200 }),
    attributes: fc.array(attribute, { maxLength: 15 }).map((entries): Members => Object.fromEntries(entries)),
    tags: fc.array(fc.string({ maxLength: 64 }), { maxLength: 10 }),
    extra,
  },
);
const someEvents = fc.array(trackedEvent, { minLength: 1, maxLength: 3 });
const eventsTrack = members(
  {
    users: fc.oneof(
      {
        weight: 1_000,
        arbitrary: fc.array(members({ id: fc.oneof(few, filled), events: someEvents }), { minLength: 1, maxLength: 6 }),
      },
      {
        weight: 1,
        arbitrary: fc
          .integer({ min: 990, max: 2_100 })
          .map((count) => [{ id: 'u', events: Array(count).fill({ name: 'ue.a' }) }]),
      },
    ),
  },
  {
    ...ownFields,
    idempotency_key: filled.map((key) => key.slice(0, 255).replace(/[\p{Cc}\p{Cs}]/gu, '')).filter((key) => key !== ''),
  },
);

const line = fc.string({ minLength: 1, maxLength: 300 }).filter((value) => /\S/.test(value));
const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 5 });
const zonedDate = anyTime.map((time) => `${time.slice(0, 19)}Z`);
const scalarOrLine = fc.oneof(line, flag, fc.integer());
const profileAttribute = fc.oneof(
  fc.tuple(key, fc.oneof(scalarOrLine, lines, fc.record({ $add: lines }), fc.record({ $remove: lines }))),
  fc.tuple(
    key.map((name) => `date(${name})`),
    zonedDate,
  ),
  fc.tuple(
    key.map((name) => `url(${name})`),
    fc.constant('https://a.example/é'),
  ),
  fc.constantFrom<[string, unknown][]>(
    ['$email_address', 'a@example.com'],
    ['$phone_number', '+33600000000'],
    ['$email_marketing', 'subscribed'],
    ['$language', 'fr'],
    ['$timezone', 'Europe/Paris'],
    ['$topic_preferences', ['news']],
    ['$region', null],
  ),
);
const asMembers = (entries: [string, unknown][]): Members => Object.fromEntries(entries);
const profileEvent = members(
  { name: key },
  {
    time: recently.map((time) => `${time.slice(0, 19)}Z`),
    attributes: fc
      .array(fc.tuple(key, fc.oneof(scalarOrLine, lines, fc.constant({ a: [{ b: 1 }] }))), { maxLength: 5 })
      .map(asMembers),
    extra,
  },
);
const identifiers = fc.oneof(
  { weight: 5, arbitrary: members({ custom_id: fc.oneof(few, filled) }) },
  { weight: 1, arbitrary: members({ installation: fc.constant({ apikey: 'a', installation_id: 'i' }) }) },
);
const profile = members(
  { identifiers },
  {
    attributes: fc.array(profileAttribute, { maxLength: 6 }).map(asMembers),
    events: fc.array(profileEvent, { maxLength: 3 }),
    extra,
  },
);
const profilesUpdate = members(
  {
    profiles: fc.oneof(
      { weight: 1_000, arbitrary: fc.array(profile, { minLength: 1, maxLength: 6 }) },
      {
        weight: 1,
        arbitrary: numbered(190, 450).map((ids) =>
          ids.map((id) => ({ identifiers: { custom_id: id }, attributes: { a: 1 } })),
        ),
      },
    ),
  },
  {
    projects: fc.shuffledSubarray(PROJECTS, { minLength: 1 }),
    mode: fc.constantFrom('update', 'mass'),
    dry_run: fc.constantFrom(false, false, true),
  },
);

/** Stands for the token of a campaign that there is. */
export const KNOWN_TOKEN = 'known';

const campaigns = members(
  { ios: fc.constant(KNOWN_TOKEN) },
  { android: fc.constant(KNOWN_TOKEN), web: fc.constant(KNOWN_TOKEN) },
);
const changeableFields = Object.fromEntries(Object.entries(campaignFields).filter(([name]) => name !== 'apps'));
const campaignUpdate = fc
  .tuple(
    members({ campaigns, name: campaignRequired.name }, { ...changeableFields, dry_run: flag, ...campaignRequired }),
    fc.option(startTime, { nil: {} }),
  )
  .map(([campaign, start]): Members => ({ ...campaign, ...start, confirm: 'everyone' }));
const campaignDelete = members({ campaigns });

const inQuery = { apps: fc.shuffledSubarray(ALIASES, { minLength: 1 }).map((apps) => apps.join()) };
const oneCampaign = members({ app: fc.constantFrom(...ALIASES), token: fc.constant(KNOWN_TOKEN) });
const whole = (min: number, max: number) => fc.integer({ min, max }).map(String);
const yesOrNo = fc.constantFrom('true', 'false');
const day = (min: string, max: string) => isoTime(min, max).map((time) => time.slice(0, 10));

/** Requests as batch-api.md and design.md allow them, in all their variety, by capability. No key where there is no ledger. */
const VALID: Readonly<Record<string, fc.Arbitrary<Members>>> = {
  'transactional-send': transactionalSend,
  'transactional-stats': members(
    {
      group_id: sendRequired.group_id,
      since: day('2026-06-01T00:00:00Z', '2026-08-31T00:00:00Z'),
      until: day('2026-09-01T00:00:00Z', '2026-11-30T00:00:00Z'),
    },
    inQuery,
  ),
  'campaign-create': campaignCreate,
  'campaign-update': campaignUpdate,
  'campaign-delete': campaignDelete,
  'campaign-get': oneCampaign,
  'campaign-list': members(
    {},
    { ...inQuery, from: whole(0, 200), limit: whole(1, 100), live: yesOrNo, from_api: yesOrNo },
  ),
  'campaign-stats': oneCampaign,
  'custom-data-update': customDataUpdate,
  'custom-data-delete': customDataDelete,
  'events-track': eventsTrack,
  'profiles-update': profilesUpdate,
};

/** Valid requests of a capability: its example alone, where nobody has said yet in what they may vary. */
export function validFor({ name, example }: Pick<Endpoint, 'name' | 'example'>): fc.Arbitrary<Members> {
  return VALID[name] ?? fc.constant({ ...example });
}
