import type { Reply } from './services.ts';

/** A capability that must not be repeated, and how one of its requests asks for so many people. */
export interface Kind {
  readonly capability: string;
  readonly detailType: string;
  /** The member that names whom it is for, and all that there are. */
  readonly accounts: 'apps' | 'projects';
  readonly aliases: readonly string[];
  /** One chunk more than Batch takes in a call. */
  readonly twoChunks: number;
  requestFor(ids: readonly string[], variant: string): Record<string, unknown>;
  /** Whom a call is for, as often as it tells of them. */
  idsIn(body: string): string[];
  accept(subject: string): Reply;
  refuse(status: number, code: number, message: string): Reply;
}

const json = (status: number, body: unknown): Reply => ({ status, body: JSON.stringify(body) });
const APPS = ['ios', 'android', 'web'];

/** How the older platform answers. */
export const OF_APPS = {
  accounts: 'apps' as const,
  aliases: APPS,
  accept: (subject: string) => json(201, { token: `token-${subject}` }),
  refuse: (status: number, code: number, message: string) => json(status, { code, message }),
};

export const PUSH: Kind = {
  ...OF_APPS,
  capability: 'transactional-send',
  detailType: 'Batch Transactional Send',
  twoChunks: 10_003,
  requestFor: (ids, variant) => ({ group_id: variant, recipients: { custom_ids: ids }, message: { body: 'b' } }),
  idsIn: (body) => JSON.parse(body).recipients.custom_ids,
};

export const EVENTS: Kind = {
  ...OF_APPS,
  capability: 'events-track',
  detailType: 'Batch Events Track',
  twoChunks: 1_003,
  requestFor: (ids, variant) => ({ users: ids.map((id) => ({ id, events: [{ name: `ue.${variant}` }] })) }),
  idsIn: (body) =>
    JSON.parse(body).flatMap(({ id, events }: { id: string; events: unknown[] }) => events.map(() => id)),
};

export const PROFILES: Kind = {
  capability: 'profiles-update',
  detailType: 'Batch Profiles Update',
  accounts: 'projects',
  aliases: ['main'],
  twoChunks: 203,
  requestFor: (ids, variant) => ({
    profiles: ids.map((id) => ({ identifiers: { custom_id: id }, events: [{ name: variant }] })),
  }),
  idsIn: (body) => JSON.parse(body).map((each: { identifiers: { custom_id: string } }) => each.identifiers.custom_id),
  // Of some calls one item is refused, whose event counts as told all the same.
  accept: (subject) =>
    json(202, subject.endsWith('0') ? { errors: [{ bulk_index: 0, reason: 'chaos' }] } : { code: 'SUCCESS' }),
  refuse: (status, code, message) => json(status, { error_code: `${code}`, error_message: message }),
};

/** Pushes twice, since they are most of what is sent. */
export const KINDS: readonly Kind[] = [PUSH, PUSH, EVENTS, PROFILES];
