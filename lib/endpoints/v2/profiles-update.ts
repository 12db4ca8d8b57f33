import * as z from 'zod/mini';
import { merged } from '../../request/extra.ts';
import { closedObject, list } from '../../request/schema.ts';
import { describeRequest, projectRequestShape } from '../../request/shape.ts';
import type { Description } from '../description.ts';
import type { Endpoint } from '../endpoint.ts';
import { MergedAttributes, type Value } from '../planning/merged-attributes.ts';
import type { MergeRules } from '../planning/merging.ts';
import { describeProfile, profileSchema } from './profile.ts';
import { attributeOf, withoutNulls } from './profile-attributes.ts';
import { planProfiles } from './profiles-plan.ts';
import { CEP_VERSION } from './version.ts';

/** Where each mode leads, Batch's limit on the operations of one call, and whether it limits their rate over a project. */
const MODES = {
  update: { call: { path: '/profiles/update', isMetered: true }, most: 200 },
  mass: { call: { path: '/profiles/mass-update' }, most: 10_000 },
} as const;

/** Batch's limits on one operation, so far as clients tell of them: nothing is merged past these. */
const MOST_ATTRIBUTES = { keys: 50, lists: 15, entries: 25 };

const schema = closedObject({
  ...projectRequestShape,
  profiles: list(profileSchema).check(z.minLength(1, 'must hold at least one profile')),
  mode: z.optional(z.enum(['update', 'mass'])),
});

type ProfilesUpdate = z.infer<typeof schema>;
type Profile = ProfilesUpdate['profiles'][number];
type Event = NonNullable<Profile['events']>[number];

const UPDATING: Omit<MergeRules<Profile, MergedAttributes>, 'call' | 'most'> = {
  list: 'profiles',
  idOf: ({ identifiers: { custom_id, installation } }) =>
    installation ? JSON.stringify(Object.entries(installation).sort()) : `${custom_id}`,
  merge(profile, { asked }) {
    const first = profile.first.asked;
    if (standsAlone(first) || standsAlone(asked)) return false;
    const all = profile.merged ?? new MergedAttributes(valuesOf(first), { attributeOf, most: MOST_ATTRIBUTES });
    if (!all.add(valuesOf(asked))) return false;
    profile.merged = all;
    return true;
  },
  toBatch({ first: { asked }, merged: all }) {
    if (!all) return toOperation(asked);
    return { identifiers: asked.identifiers, attributes: Object.fromEntries(all.entries()) };
  },
  mayBeSplit: true,
};

/** Whether an operation is merged with nothing: one with fields that we don't know. A request with events is not merged at all. */
function standsAlone({ extra }: Profile): boolean {
  return extra !== undefined;
}

function valuesOf({ attributes = {} }: Profile): Record<string, Value> {
  return attributes as Record<string, Value>;
}

function hasEvents(profile: Profile): boolean {
  const { events } = merged(profile);
  return Array.isArray(events) ? events.length > 0 : events !== undefined && events !== null;
}

/** Attributes of people, and what they did, on Batch's newer platform. The same event twice may start an automation twice. */
export const profilesUpdate: Endpoint<ProfilesUpdate> = {
  name: 'profiles-update',
  summary: "Batch's Profiles API, who people are and what they did",
  route: { method: 'POST', path: '/profiles/update', successStatus: 200 },
  waysIn: ['http', 'queue'],
  effect: 'once',
  effectOf: ({ profiles }) => (profiles.some(hasEvents) ? 'once' : 'repeatable'),
  account: 'project',
  method: 'POST',
  version: CEP_VERSION,
  path: MODES.update.call.path,
  answersPerItem: true,
  example: {
    profiles: [
      {
        identifiers: { custom_id: 'u1' },
        attributes: { $language: 'fr', likes: { $add: ['chess'] } },
        events: [{ name: 'added_to_cart', attributes: { $label: 'shoes', price: 12.5 } }],
      },
    ],
  },
  schema,
  bulk: {
    member: 'profiles',
    form: {
      schema: profileSchema,
      csv: {
        isAttribute: (name) => name !== '' && name !== '$topic_preferences',
        toItem: (custom_id, attributes) => ({ identifiers: { custom_id }, attributes }),
      },
    },
    mostOf: ({ mode = 'update' }) => MODES[mode as keyof typeof MODES].most,
  },
  sentAt: (request, ms) => ({ ...request, profiles: request.profiles.map((profile) => dated(profile, ms)) }),
  plan: (requests, isOpen, doneIn) =>
    (['update', 'mass'] as const).flatMap((each) =>
      planProfiles(
        requests.map(({ apps, profiles, mode = 'update' }) =>
          mode === each ? { apps, entries: profiles, isOnce: profiles.some(hasEvents) } : undefined,
        ),
        { ...UPDATING, ...MODES[each] },
        { isOpen, doneIn },
      ),
    ),
};

/** An event that says nothing of its time was when it was sent, however long it waited since. */
function dated(profile: Profile, ms: number): Profile {
  const time = new Date(ms).toISOString();
  const { events } = profile;
  if (!events) return profile;
  return {
    ...profile,
    events: events.map((event) => (merged(event)['time'] === undefined ? { ...event, time } : event)),
  };
}

/** An operation as Batch takes it. */
function toOperation({ events, extra, ...profile }: Profile): object {
  return { ...profile, ...(events && { events: events.map(toEvent) }), ...extra };
}

function toEvent({ attributes, extra, ...event }: Event): object {
  return { ...event, ...(attributes && { attributes: withoutNulls(attributes) }), ...extra };
}

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Changes attributes of any number of profiles and tells Batch what people did, in each project. Batch takes a call and may refuse items of it: those are told as `rejected`, by pointer, and the others as `accepted`. A request with events must not be repeated; one without may be.',
    members: {
      ...describeRequest('project'),
      profiles: 'The profiles, in the order in which they are to be updated.',
      ...describeProfile('profiles[]'),
      mode: `\`mass\` is for one or two large imports a day: Batch carries them out later, and takes ${MODES.mass.most} at once instead of ${MODES.update.most}.`,
    },
  };
}
