import { EVENTS, type Kind, OF_APPS, PROFILES, PUSH } from '../kinds.ts';

type Format = 'csv' | 'ndjson';

/** A capability that a file fills, and how somebody stands in one. */
export interface BulkKind extends Pick<Kind, 'capability' | 'accounts' | 'aliases' | 'idsIn' | 'accept' | 'refuse'> {
  readonly formats: readonly Format[];
  /** Whether a line is an id alone. */
  readonly isIds: boolean;
  readonly isOnce: boolean;
  readonly request: Readonly<Record<string, unknown>>;
  readonly header: string;
  lineOf(id: string, format: Format): string;
}

const idLine = (id: string, format: Format) => (format === 'csv' ? id : JSON.stringify(id));

const pushes: BulkKind = {
  ...PUSH,
  formats: ['csv', 'ndjson'],
  isIds: true,
  isOnce: true,
  request: { group_id: 'news', message: { body: 'b' } },
  header: 'id',
  lineOf: idLine,
};

const deletions: BulkKind = {
  ...OF_APPS,
  capability: 'custom-data-delete',
  formats: ['csv', 'ndjson'],
  isIds: true,
  isOnce: false,
  request: {},
  header: 'id',
  lineOf: idLine,
  idsIn: (body) => JSON.parse(body),
};

const updates: BulkKind = {
  ...OF_APPS,
  capability: 'custom-data-update',
  formats: ['csv', 'ndjson'],
  isIds: false,
  isOnce: false,
  request: {},
  header: 'id,u.city',
  lineOf: (id, format) =>
    format === 'csv' ? `${id},Lyon` : JSON.stringify({ id, update: { values: { 'u.city': 'Lyon' } } }),
  idsIn: (body) => JSON.parse(body).map(({ id }: { id: string }) => id),
};

const events: BulkKind = {
  ...EVENTS,
  formats: ['ndjson'],
  isIds: false,
  isOnce: true,
  request: {},
  header: '',
  lineOf: (id) => JSON.stringify({ id, events: [{ name: 'ue.seen' }] }),
};

const profiles: BulkKind = {
  ...PROFILES,
  formats: ['ndjson'],
  isIds: false,
  isOnce: true,
  request: {},
  header: '',
  lineOf: (id) => JSON.stringify({ identifiers: { custom_id: id }, events: [{ name: 'seen' }] }),
};

const attributes: BulkKind = {
  ...profiles,
  formats: ['csv', 'ndjson'],
  isOnce: false,
  header: 'id,city',
  lineOf: (id, format) =>
    format === 'csv' ? `${id},Lyon` : JSON.stringify({ identifiers: { custom_id: id }, attributes: { city: 'Lyon' } }),
};

/** Each that a bulk serves; profiles with events and without. */
export const BULK_KINDS: readonly BulkKind[] = [pushes, deletions, updates, events, profiles, attributes];
