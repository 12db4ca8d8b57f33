import { performance } from 'node:perf_hooks';
import { customDataUpdate } from '../lib/endpoints/v1/custom-data-update.ts';
import { validate } from '../lib/request/validation.ts';
import { userOf } from './events.ts';
import { type Measurement, repeat, under } from './measurement.ts';

const USERS = 10_000;
const RUNS = 20;
const WARM_UPS = 5;

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
  ];
}

function planOnce(body: unknown): { validationMs: number; planningMs: number } {
  const startedAt = performance.now();
  const { request } = validate(customDataUpdate.schema, body);
  const validatedAt = performance.now();
  if (!request) throw new Error('The request of the bench is not valid.');
  customDataUpdate.plan([{ ...request, apps: ['ios'] }]);
  return { validationMs: validatedAt - startedAt, planningMs: performance.now() - validatedAt };
}
