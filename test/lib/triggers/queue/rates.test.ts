import { expect, it } from 'vitest';
import type { Rate, Rates, Reserved } from '../../../../lib/delivery/rates.ts';
import type { Call } from '../../../../lib/endpoints/call.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { profilesUpdate } from '../../../../lib/endpoints/v2/profiles-update.ts';
import { unknown } from '../../../support/outcomes.ts';
import { operation } from '../../../support/profiles.ts';
import { record, work } from '../../../support/work.ts';

const push = transactionalSend as Endpoint;
const profiles = profilesUpdate as Endpoint;
const asking = (id: string) => ({
  apps: ['ios'],
  group_id: 'g',
  recipients: { custom_ids: [id] },
  message: { body: id },
});

/** A rate that answers as told, and what it was asked for. */
function rate(reserve: (call: Call, count: number) => Reserved, knownWaitMs = () => 0) {
  const asked: Call[] = [];
  const told: Rate = {
    knownWaitMs,
    took: () => {},
    async reserve(call) {
      asked.push(call);
      return reserve(call, asked.length);
    },
  };
  return { rate: told, asked };
}
const full: Reserved = { waitMs: 120_000 };

function start(endpoint: Endpoint, rates: Rates) {
  return work(endpoint, { rates, concurrency: 1 });
}

it('asks for room after the ledger, and for what really leaves alone', async () => {
  const { rate: calls, asked } = rate(() => ({ at: 0 }));
  const { take, remembered } = start(push, { calls });
  const message = record('m', asking('u1'));
  await take([message]);
  const claimedFirst = remembered.writes[0]?.state;
  await take([message]);
  expect([claimedFirst, asked.length]).toEqual(['sending', 1]);
});

it('goes back without room, and is not left behind as if it were under way', async () => {
  const { rate: calls } = rate(() => full);
  const { take, calls: sent, delays, remembered } = start(push, { calls });
  expect(await take([record('m', asking('u1'))])).toEqual(['m']);
  expect(sent).toEqual([]);
  expect([...remembered.records.values()].map(({ state }) => state)).toEqual(['deferred']);
  expect(delays.get('m')).toBeGreaterThanOrEqual(120);
});

it('claims nothing where it is known that there is no room', async () => {
  const { rate: calls, asked } = rate(
    () => full,
    () => 11_000,
  );
  const { take, remembered } = start(push, { calls });
  expect(await take([record('m', asking('u1')), record('n', asking('u2'))])).toEqual(['m', 'n']);
  expect([asked, remembered.writes.map(({ state }) => state)]).toEqual([[], ['deferred', 'deferred']]);
});

it('takes room anew that a call has slept through', async () => {
  const { rate: calls, asked } = rate((_, count) => (count === 1 ? { at: -1, goodUntil: -1 } : { at: 0 }));
  const { take, calls: sent } = start(push, { calls });
  expect(await take([record('m', asking('u1'))])).toEqual([]);
  expect([asked.length, sent.length]).toEqual([2, 1]);
});

it('waits for room that comes soon enough', async () => {
  const { rate: calls } = rate(() => ({ at: 7_000 }));
  const { take, calls: sent } = start(push, { calls });
  expect(await take([record('m', asking('u1'))])).toEqual([]);
  expect(sent.map(({ at }) => at)).toEqual([7_000]);
});

it('asks for each try of a call', async () => {
  const { rate: operations, asked } = rate(() => ({ at: 0 }));
  const { take, calls: sent } = work(profiles, { rates: { operations }, answer: () => unknown });
  await take([record('m', { profiles: [operation('u1')] })]);
  expect([sent.length, asked.length]).toEqual([2, 2]);
});

it('holds operations to the rate of their project, and those of a mass update to none', async () => {
  const { rate: operations, asked } = rate(() => ({ at: 0 }));
  const { rate: calls, asked: ofCalls } = rate(() => ({ at: 0 }));
  const { take } = work(profiles, { rates: { operations, calls } });
  await take([
    record('m', { profiles: [operation('u1'), operation('u2', 1, 'e')] }),
    record('n', { mode: 'mass', profiles: [operation('u3')] }),
  ]);
  expect(asked.map(({ app, items }) => [app, items])).toEqual([['main', 2]]);
  expect(ofCalls).toEqual([]);
});
