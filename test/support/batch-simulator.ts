import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { startBatchSimulator } from '../../local/batch/simulator.ts';

export const REST_API_KEY = 'rest-key';
export const NOW = Date.parse('2031-05-01T12:00:00.500Z');

/** The simulator's clock, which a test may put forward; each test begins at `NOW`. */
export const clock = { nowMs: NOW };

/** That of the file whose tests run. */
export let simulator: Awaited<ReturnType<typeof startBatchSimulator>>;

/** One simulator for all tests of a file, each of which begins with one that knows nothing. */
export function useBatch(): void {
  beforeAll(async () => {
    simulator = await startBatchSimulator({
      port: 0,
      restApiKey: REST_API_KEY,
      apps: { ios: 'IOSKEY', web: 'SDK/ü', dev: 'DEVKEY' },
      projects: { main: 'PROJECTKEY' },
      now: () => clock.nowMs,
    });
  });
  beforeEach(async () => {
    clock.nowMs = NOW;
    await control('DELETE', 'calls');
    await control('DELETE', 'faults');
  });
  afterAll(() => simulator.stop());
}

export const SEND = '/1.1/IOSKEY/transactional/send';
export const CREATE = '/1.1/IOSKEY/campaigns/create';
export const USERS = '/1.0/IOSKEY/data/users';

export const JSON_HEADERS = { 'content-type': 'application/json', 'x-authorization': REST_API_KEY };

export const PUSH = {
  group_id: 'welcome',
  recipients: { custom_ids: ['u1'] },
  message: { title: 'Hi', body: 'Hello' },
};
export const MESSAGES = [{ language: 'en', title: 'Hi', body: 'Hello' }];
export const CAMPAIGN = { name: 'Spring', live: true, push_time: 'now', messages: MESSAGES };
const LANDING = {
  theme: 'light',
  image: 'https://a.b/c.png',
  image_description: 'x',
  tracking_id: 't',
  header: 'h',
  title: 't',
  body: 'b',
  actions: [{ label: 'Open', action: 'batch.deeplink', args: { l: 'https://a.b' } }],
};
export const SHARED_MEMBERS = {
  priority: 'normal',
  gcm_collapse_key: { enabled: true, key: 'news' },
  media: { icon: 'https://a.b/i.png', picture: 'https://a.b/p.png', audio: 'https://a.b/a', video: 'https://a.b/v' },
  deeplink: 'app://home',
  landing: LANDING,
  custom_payload: '{"a":1}',
  push_type: 'alert',
};

export interface Answered {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it says what it is
  body: any;
}

/** Makes one call to Batch; a body that is a string is sent as it is. */
export async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = JSON_HEADERS,
): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(simulator.url + path, { method, headers, ...(text !== undefined && { body: text }) });
  return { status: response.status, body: await response.json() };
}

export const post = (path: string, body: unknown, headers?: Record<string, string>) =>
  call('POST', path, body, headers);

export const get = (path: string) => call('GET', path, undefined, { 'x-authorization': REST_API_KEY });

/** Asks the simulator itself. */
export async function control(method: string, path: string, body?: unknown): Promise<Answered> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${simulator.url}/_simulator/${path}`, init);
  return { status: response.status, body: await response.json() };
}

export const fault = (body: unknown) => control('POST', 'faults', body);
export const calls = async () => (await control('GET', 'calls')).body;
export const heldBy = async (id: string) => (await control('GET', `users/ios/${encodeURIComponent(id)}`)).body;
export const ids = (count: number, prefix = 'u') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
export const user = (id: string, values: unknown, rest = {}) => ({ id, update: { ...rest, values } });

/** Cases of one endpoint: what the body changes, the code of the refusal (none: it passes), and the path that its message names. */
export type Case = [rule: string, change: object, code?: 30 | 31, named?: string];

export const sharedCases: Case[] = [
  ['takes every documented member', SHARED_MEMBERS],
  ['wants priority to be normal or high', { priority: 'urgent' }, 31, 'priority'],
  ['wants gcm_collapse_key.enabled', { gcm_collapse_key: { key: 'a' } }, 30, 'gcm_collapse_key.enabled'],
  ['wants media to be absolute URLs', { media: { picture: '/p.png' } }, 31, 'media.picture'],
  ['knows the members of media', { media: { image: 'https://a.b/c' } }, 31, 'media.image'],
  ['wants deeplink to be a string', { deeplink: 1 }, 31, 'deeplink'],
  [
    'takes contents of a landing, and wp_template, which are not sure',
    { landing: { theme: 'x', contents: [] }, wp_template: 'legacy' },
  ],
  ['wants landing.theme', { landing: {} }, 30, 'landing.theme'],
  ['knows the members of landing', { landing: { theme: 'x', colour: 'red' } }, 31, 'landing.colour'],
  [
    'wants the label of an action',
    { landing: { theme: 'x', actions: [{ action: 'a' }] } },
    30,
    'landing.actions[0].label',
  ],
  ['wants custom_payload to be a string', { custom_payload: { a: 1 } }, 31, 'custom_payload'],
  ['wants custom_payload to hold JSON', { custom_payload: 'a=1' }, 31, 'custom_payload'],
  ['forbids com.batch in custom_payload', { custom_payload: '{"com.batch":{}}' }, 31, 'custom_payload'],
  ['wants push_type to be alert or background', { push_type: 'silent' }, 31, 'push_type'],
  ['wants labels to be strings', { labels: [1] }, 31, 'labels[0]'],
  ['wants time_to_live to be whole', { time_to_live: 1.5 }, 31, 'time_to_live'],
  [
    'takes null for an optional member that is not used',
    { priority: null, media: null, landing: null, labels: null, time_to_live: null },
  ],
  ['refuses null further inside', { media: { icon: null } }, 31, 'media.icon'],
  ['refuses the null of an unknown member', { colour: null }, 31, 'colour'],
];

export function expectCase(answered: Answered, code: number | undefined, named: string | undefined, success: number) {
  if (code === undefined) return expect(answered.status).toBe(success);
  expect(answered).toMatchObject({ status: 400, body: { code } });
  return expect(answered.body.message).toContain(`${named}: `);
}
