import { performance } from 'node:perf_hooks';
import { customDataUpdate } from '../lib/endpoints/v1/custom-data-update.ts';
import { eventsTrack } from '../lib/endpoints/v1/events-track.ts';
import { profilesUpdate } from '../lib/endpoints/v2/profiles-update.ts';
import { inChunks } from '../lib/request/chunks.ts';
import { validate } from '../lib/request/validation.ts';
import { idOf, userOf } from './events.ts';
import { exactly, type Measurement, repeat, under } from './measurement.ts';
import { APPS } from './servers.ts';

const USERS = 10_000;
const RUNS = 20;
const WARM_UPS = 5;

const EVENTS = 100_000;
/** As in `serverless.yml`; Batch's limit on the events of a call is the same. */
const MESSAGES_PER_BATCH = 1_000;
const PROFILES = 100_000;
const PROFILES_PER_BATCH = 10_000;
const LEAST_EVENT_CALLS = (EVENTS / MESSAGES_PER_BATCH) * APPS.length;

/** Custom data of 10,000 users, checked and planned in this process. */
export async function measurePlanning(): Promise<Measurement[]> {
  const users = Array.from({ length: USERS }, (_, index) => userOf(index));
  const json = JSON.stringify({ apps: ['ios'], users });
  const runOnce = async () => planOnce(JSON.parse(json));
  await repeat(WARM_UPS, runOnce);
  const runs = await repeat(RUNS, runOnce);
  const what = '10,000 users of 5 values on 1 app';
  return [
    {
      what: `${what}: validation`,
      unit: 'ms',
      samples: runs.map(({ validationMs }) => validationMs),
      target: under(100),
    },
    { what: `${what}: planning`, unit: 'ms', samples: runs.map(({ planningMs }) => planningMs) },
    {
      what: '100,000 messages with one event each on 2 apps, in batches of 1,000: calls to Batch',
      unit: '',
      samples: [countEventCalls()],
      floor: [LEAST_EVENT_CALLS],
      target: exactly(LEAST_EVENT_CALLS),
    },
    ...(['update', 'mass'] as const).map(profileCalls),
  ];
}

/** Batches as the queue's function is given them. */
function countEventCalls(): number {
  const users = Array.from({ length: EVENTS }, (_, index) => ({ id: idOf(index), events: [{ name: 'ue.opened' }] }));
  const messages = users.map((user) => ({ apps: APPS, users: [user] }));
  return inChunks(messages, MESSAGES_PER_BATCH).reduce((calls, batch) => calls + eventsTrack.plan(batch).length, 0);
}

/** Profiles of as many people, without events, in batches as the queue's function is given them. */
function profileCalls(mode: 'update' | 'mass'): Measurement {
  const messages = Array.from({ length: PROFILES }, (_, index) => ({
    apps: ['main'],
    mode,
    profiles: [{ identifiers: { custom_id: idOf(index) }, attributes: { visits: index } }],
  }));
  const batches = inChunks(messages, PROFILES_PER_BATCH);
  const least = PROFILES / (mode === 'mass' ? 10_000 : 200);
  return {
    what: `100,000 messages of one profile each, mode ${mode}, in batches of 10,000: calls to Batch`,
    unit: '',
    samples: [batches.reduce((calls, batch) => calls + profilesUpdate.plan(batch).length, 0)],
    floor: [least],
    target: exactly(least),
  };
}

function planOnce(body: unknown): { validationMs: number; planningMs: number } {
  const startedAt = performance.now();
  const { request } = validate(customDataUpdate.schema, body);
  const validatedAt = performance.now();
  if (!request) throw new Error('The request of the bench is not valid.');
  customDataUpdate.plan([{ ...request, apps: ['ios'] }]);
  return { validationMs: validatedAt - startedAt, planningMs: performance.now() - validatedAt };
}
