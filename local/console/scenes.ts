import type { Fault } from '../batch/faults.ts';
import type { Fate, SceneRow, Way } from './api.ts';

/** A short play that shows one promise of the gateway. */
export interface Scene extends SceneRow {
  readonly steps: readonly SceneStep[];
}

/** One request of a scene. */
export interface SceneStep {
  /** In words. */
  readonly asked: string;
  readonly way: Way;
  readonly capability: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** Whether it goes under the name of the step before; else it has one of its own. */
  readonly isRepeat?: true;
  /** Told to the simulator of Batch beforehand. For an app that the scene makes calls to, since only these are kept apart. */
  readonly fault?: Fault & { readonly app: string };
  readonly must: StepEnd;
}

/** How a step has to end. */
export interface StepEnd {
  readonly fate: Fate;
  /** What an HTTP caller is answered. */
  readonly status?: number;
  readonly isReplayed?: true;
  /** Of the dead letter, if it becomes one. */
  readonly reason?: string;
  /** What Batch answers to the calls of each app, in their order; null for no answer. */
  readonly calls: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Of each scene in words of its own: on a phone the same push is one that came twice. */
const push = (title: string, body: string) => ({
  group_id: 'welcome',
  recipients: { custom_ids: ['u1'] },
  message: { title, body },
});

const draft = {
  name: 'Spring sale',
  live: false,
  push_time: '2035-03-01T09:00:00',
  messages: [{ language: 'en', title: 'Sale', body: 'It starts today' }],
};

const overHttp = { way: 'http', capability: 'transactional-send' } as const;
const byQueue = { way: 'queue', capability: 'transactional-send' } as const;

/** In the order in which `npm run demo` plays them. */
export const SCENES: readonly Scene[] = [
  {
    name: 'one-person',
    title: 'A push to one person, on all apps',
    watchFor: 'Phones: the push on each of the three, and a second time on two. Requests: an answer per app.',
    steps: [
      {
        ...overHttp,
        asked: 'a push to one person, on all apps',
        request: push('Hello', 'How is it going?'),
        must: { fate: 'accepted', status: 201, calls: { ios: [201], android: [201], web: [201] } },
      },
      {
        ...overHttp,
        asked: 'another one, while Batch fails with a 500 for Android',
        request: push('Two of three', 'Batch failed for one of your phones'),
        fault: { kind: '500', app: 'android', endpoint: 'transactional/send', times: 1 },
        must: { fate: 'partial', status: 207, calls: { ios: [201], android: [500], web: [201] } },
      },
    ],
  },
  {
    name: 'replay',
    title: 'The same key again',
    watchFor: 'Phones: one push, not two. Requests: two with one key, the second replayed, without a call.',
    steps: [
      {
        ...overHttp,
        asked: 'a push under a key',
        request: { ...push('Your order', 'It has left'), apps: ['ios'] },
        must: { fate: 'accepted', status: 201, calls: { ios: [201] } },
      },
      {
        ...overHttp,
        asked: 'the same under the same key',
        request: { ...push('Your order', 'It has left'), apps: ['ios'] },
        isRepeat: true,
        must: { fate: 'accepted', status: 201, isReplayed: true, calls: {} },
      },
    ],
  },
  {
    name: 'bad-request',
    title: 'A bad request, with every fault told',
    watchFor: 'Requests: a 400 that names each fault and its place. Phones: nothing.',
    steps: [
      {
        ...overHttp,
        asked: 'a push without a message, with a misspelt field and an unknown app',
        request: { group_id: 'welcome', recipients: { custom_id: ['u1'] }, apps: ['ios', 'andriod'] },
        must: { fate: 'refused', status: 400, calls: {} },
      },
    ],
  },
  {
    name: 'limits',
    title: 'More than Batch takes in a call',
    watchFor: 'Requests: 25,000 recipients in three calls, 10,001 users in two for each app. Held by Batch: the users.',
    steps: [
      {
        ...overHttp,
        asked: 'a push to 25,000 people on one app',
        request: { ...push('Spring', 'It is here'), apps: ['android'], recipients: { custom_ids: people(25_000) } },
        must: { fate: 'accepted', status: 201, calls: { android: [201, 201, 201] } },
      },
      {
        way: 'http',
        capability: 'custom-data-update',
        asked: '10,001 users to update on two apps',
        request: { users: updates(10_001), apps: ['ios', 'android'] },
        must: { fate: 'accepted', status: 200, calls: { ios: [200, 200], android: [200, 200] } },
      },
    ],
  },
  {
    name: 'too-many-requests',
    title: 'A 429 that waits and lands',
    watchFor: 'Requests: a call refused with a 429, 5 s of waiting, the call again. Phones: one push.',
    steps: [
      {
        ...overHttp,
        asked: 'a push, while Batch says 429 once',
        request: { ...push('Five seconds late', 'Batch was busy'), apps: ['web'] },
        fault: { kind: '429', app: 'web', endpoint: 'transactional/send', times: 1 },
        must: { fate: 'accepted', status: 201, calls: { web: [429, 201] } },
      },
    ],
  },
  {
    name: 'unknown-outcome',
    title: 'A push from the queue that may have been sent',
    watchFor: 'Phones: two pushes on iOS, the second once only. Queues: two dead letters, for a person to decide.',
    steps: [
      {
        ...byQueue,
        asked: 'a message on the queue',
        request: { ...push('From the queue', 'Hello'), apps: ['ios'] },
        must: { fate: 'accepted', calls: { ios: [201] } },
      },
      {
        ...byQueue,
        asked: 'another, whose connection breaks before Batch answers',
        request: { ...push('Once at most', 'Nobody knows whether this came'), apps: ['ios'] },
        fault: { kind: 'reset-after-reading', app: 'ios', endpoint: 'transactional/send', times: 1 },
        must: { fate: 'unknown', reason: 'unknown-outcome', calls: { ios: [null] } },
      },
      {
        ...byQueue,
        asked: 'the same once more, under the same key',
        request: { ...push('Once at most', 'Nobody knows whether this came'), apps: ['ios'] },
        isRepeat: true,
        must: { fate: 'unknown', reason: 'unknown-outcome', calls: {} },
      },
    ],
  },
  {
    name: 'live-campaign',
    title: 'A campaign: the draft is taken, the live one is not',
    watchFor: 'Held by Batch: one campaign more, a draft. Requests: a 403 for the live one, without a call.',
    steps: [
      {
        way: 'http',
        capability: 'campaign-create',
        asked: 'a draft of a campaign for one segment',
        request: { ...draft, apps: ['ios'], targeting: { segments: ['ENGAGED'] } },
        must: { fate: 'accepted', status: 201, calls: { ios: [201] } },
      },
      {
        way: 'http',
        capability: 'campaign-create',
        asked: 'the same campaign, live and to everybody',
        request: { ...draft, live: true },
        must: { fate: 'refused', status: 403, calls: {} },
      },
    ],
  },
];

function people(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `u${index}`);
}

function updates(count: number): unknown[] {
  return people(count).map((id) => ({ id, update: { values: { 'u.member': true } } }));
}
