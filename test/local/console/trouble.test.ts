import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFaultQueue } from '../../../local/batch/faults.ts';
import type { Call } from '../../../local/batch/memory.ts';
import { TroubleMaker } from '../../../local/console/trouble.ts';
import { FRONTED, type FrontedService } from '../../../local/fronts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const faults = createFaultQueue();
  const down = new Set<FrontedService>();
  const killed: Call[] = [];
  const maker = new TroubleMaker({ faults, down, killCaller: (call) => killed.push(call) });
  return { faults, down, killed, maker, kindsOf: () => faults.pending().map(({ kind, left }) => [kind, left]) };
}

const CALM = { faults: [], down: [], isKilling: false };

it('answers Batch’s maintenance to every call for as long as it was told, and to none after', () => {
  const { maker, kindsOf } = setUp();
  const begunAt = Date.now();
  maker.order({ outageSeconds: 60 });
  expect(kindsOf()).toEqual([['503', 'always']]);
  expect(maker.state()).toEqual({ ...CALM, outageUntil: begunAt + 60_000 });
  vi.advanceTimersByTime(59_999);
  expect(kindsOf()).toEqual([['503', 'always']]);
  vi.advanceTimersByTime(1);
  expect(kindsOf()).toEqual([]);
  expect(maker.state()).toEqual(CALM);
});

it('ends an outage early if told so, and leaves other faults alone', () => {
  const { maker, faults, kindsOf } = setUp();
  faults.add({ kind: '429', times: 3 });
  maker.order({ outageSeconds: 600 });
  maker.order({ outageSeconds: 0 });
  expect(kindsOf()).toEqual([['429', 3]]);
  expect(maker.state()).not.toHaveProperty('outageUntil');
});

it('has one outage at a time: a second takes the place of the first, whose end does not end it', () => {
  const { maker, kindsOf } = setUp();
  maker.order({ outageSeconds: 60 });
  vi.advanceTimersByTime(30_000);
  maker.order({ outageSeconds: 60 });
  expect(kindsOf()).toEqual([['503', 'always']]);
  vi.advanceTimersByTime(30_000);
  expect(kindsOf()).toEqual([['503', 'always']]);
  vi.advanceTimersByTime(30_000);
  expect(kindsOf()).toEqual([]);
});

it('has no outage any more once all faults were taken back', () => {
  const { maker, faults } = setUp();
  maker.order({ outageSeconds: 600 });
  faults.clear();
  expect(maker.state()).toEqual(CALM);
});

it('tells of the faults that wait what is left of them, without that of an outage', () => {
  const { maker, faults } = setUp();
  maker.order({ outageSeconds: 600 });
  const { id } = faults.add({ kind: 'delay', app: 'ios', endpoint: 'transactional/send', times: 3, delayMs: 10 });
  faults.add({ kind: 'hang', times: 'always' });
  maker.order({ outageSeconds: 0 });
  faults.take('ios', 'transactional/send');
  expect(maker.state().faults).toEqual([
    { id, kind: 'delay', app: 'ios', endpoint: 'transactional/send', left: 2 },
    { id: id + 1, kind: 'hang', left: 'always' },
  ]);
  maker.order({ outageSeconds: 600 });
  expect(maker.state().faults).toHaveLength(2);
});

it('kills who makes the next call, and nobody after', () => {
  const { maker, killed } = setUp();
  const [one, other] = [{ app: 'ios' }, { app: 'web' }] as Call[];
  maker.called(other as Call);
  maker.order({ isKilling: true });
  expect(maker.state().isKilling).toBe(true);
  maker.called(one as Call);
  maker.called(other as Call);
  expect(killed).toEqual([one]);
  expect(maker.state()).toEqual(CALM);
});

it('kills nobody if that was taken back', () => {
  const { maker, killed } = setUp();
  maker.order({ isKilling: true });
  maker.order({ isKilling: false });
  maker.called({ app: 'ios' } as Call);
  expect(killed).toEqual([]);
});

it.each(Object.keys(FRONTED))('lets %s seem down, and come back', (service) => {
  const { maker, down } = setUp();
  maker.order({ service, isDown: true });
  expect([...down]).toEqual([service]);
  expect(maker.state().down).toEqual([service]);
  maker.order({ service, isDown: false });
  expect([...down]).toEqual([]);
});

it('knows no service but those', () => {
  const { maker, down } = setUp();
  maker.order({ service: 'toString', isDown: true });
  expect([...down]).toEqual([]);
});
