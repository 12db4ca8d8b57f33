import { expect, it } from 'vitest';
import type { Rate, Reserved } from '../../../../lib/delivery/rates.ts';
import { campaignGet } from '../../../../lib/endpoints/v1/campaign-get.ts';
import { customDataDelete } from '../../../../lib/endpoints/v1/custom-data-delete.ts';
import { accept, answer, refuse, type Step } from '../../../support/fake-batch.ts';
import { scriptedGateway } from '../../../support/gateway.ts';

const rate = (reserve: (mostMs: number) => Reserved) => {
  const asked: number[] = [];
  const calls: Rate = {
    knownWaitMs: () => 0,
    took: () => {},
    async reserve(_call, mostMs) {
      asked.push(mostMs);
      return reserve(mostMs);
    },
  };
  return { calls, asked };
};

const start = (endpoint: unknown, calls: Rate, ...script: Step[]) =>
  scriptedGateway(endpoint, script, { rates: { calls } });
const deleting = { apps: ['ios'], users: ['u1'] };

it('waits for room within its budget, which tries and rooms share', async () => {
  const limit = rate(() => ({ at: 4_000 }));
  const { post, clock } = await start(customDataDelete, limit.calls, refuse(500, 1), accept);
  expect((await post(deleting)).statusCode).toBe(200);
  expect(clock.slept[0]).toBe(4_000);
  expect(limit.asked[0]).toBe(10_000);
  expect(limit.asked[1]).toBeLessThanOrEqual(6_000);
});

it('is 503 without room, and says when to come back', async () => {
  const limit = rate(() => ({ waitMs: 42_000 }));
  const { post, received } = await start(customDataDelete, limit.calls, accept);
  const { statusCode, headers, body } = await post(deleting);
  expect([statusCode, headers?.['retry-after'], body.results[0].error.name]).toEqual([503, '42', 'RATE_LIMITED']);
  expect(received).toEqual([]);
});

it('does not count what only reads', async () => {
  const limit = rate(() => ({ waitMs: 42_000 }));
  const { send } = await start(campaignGet, limit.calls, answer(200, {}));
  const { statusCode } = await send({ pathParameters: { app: 'ios', token: 'a'.repeat(32) } });
  expect([statusCode, limit.asked]).toEqual([200, []]);
});

it('comes back after a pause that Batch asked for meanwhile', async () => {
  const limit = rate(() => ({ at: 0 }));
  const { post, received, clock } = await start(customDataDelete, limit.calls, refuse(429, 60), accept);
  expect((await post(deleting)).statusCode).toBe(200);
  expect([received.length, limit.asked.length]).toEqual([2, 2]);
  expect(clock.slept[0]).toBeGreaterThanOrEqual(5_000);
});
