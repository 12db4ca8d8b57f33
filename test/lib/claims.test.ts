import { describe, expect, it } from 'vitest';
import { createClaims } from '../../lib/claims.ts';
import type { Call } from '../../lib/endpoints/endpoint.ts';
import { identify } from '../../lib/identity.ts';
import type { Ledger } from '../../lib/ledger.ts';
import type { Outcome } from '../../lib/outcome.ts';
import { fakeClock } from '../support/clock.ts';
import { fakeLedger } from '../support/ledger.ts';

const accepted: Outcome = { status: 'accepted' };
const deferred: Outcome = { status: 'deferred', by: 'outage', error: { name: 'X', detail: 'x' } };
const call = (app: string): Call => ({ app, items: 1, body: '', parts: [{ request: 0, chunk: 0, items: 1 }] });
const [ios, android, web] = ['ios', 'android', 'web'].map(call) as [Call, Call, Call];

/** Attempts at one request, each an invocation of its own with a minute to live. */
function attempts(wrap: (ledger: Ledger) => Ledger = (ledger) => ledger) {
  const clock = fakeClock();
  const { ledger, writes } = fakeLedger(clock.now);
  const request = { identity: identify('c', 'name', { a: 1 }), repeats: [], resendsInterrupted: false };
  const attempt = () =>
    createClaims(wrap(ledger), [request], { deadline: { remainingMs: () => 60_000 }, now: clock.now });
  return { clock, writes, attempt };
}

const statusOf = async (claiming: Promise<{ mine: readonly unknown[]; others: readonly { outcome: Outcome }[] }>) => {
  const { mine, others } = await claiming;
  return mine.length > 0 ? 'mine' : others[0]?.outcome;
};
const running = { status: 'deferred', by: 'running' };

describe('the parts of a request', () => {
  it('are all of one attempt while that may be at any first of them', async () => {
    const { attempt } = attempts();
    await attempt().claim(ios);
    const other = attempt();
    expect(await statusOf(other.claim(android))).toMatchObject(running);
    expect(await statusOf(other.claim(ios))).toMatchObject(running);
  });

  it('are each found again, in whatever order they are asked for', async () => {
    const { attempt, writes } = attempts();
    const first = attempt();
    for (const part of [ios, android]) await first.claim(part);
    await first.settle(ios, accepted);
    await first.settle(android, accepted);
    const second = attempt();
    expect(await statusOf(second.claim(web))).toBe('mine');
    expect(await statusOf(second.claim(android))).toEqual(accepted);
    expect(await statusOf(second.claim(ios))).toEqual(accepted);
    expect(writes.map(({ place, part }) => `${place} ${part}`)).toEqual([
      'first ios#0',
      'android#0 android#0',
      'first ios#0',
      'android#0 android#0',
      'web#0 web#0',
    ]);
  });

  it('are tried again where they stand, in whatever order they are asked for', async () => {
    const { attempt, writes } = attempts();
    const first = attempt();
    await first.claim(ios);
    await first.settle(ios, deferred);
    const second = attempt();
    expect(await statusOf(second.claim(android))).toBe('mine');
    expect(await statusOf(second.claim(ios))).toBe('mine');
    expect(writes.at(-1)).toMatchObject({ place: 'first', part: 'ios#0', state: 'sending' });
  });

  it('ask for the first place once, however many there are', async () => {
    const { attempt, writes } = attempts();
    const claims = attempt();
    await Promise.all([ios, android, web].map((part) => claims.claim(part)));
    expect(writes.map(({ place }) => place).sort()).toEqual(['android#0', 'first', 'web#0']);
  });

  it('belong to somebody else if that was quicker, and has given them up by now', async () => {
    const { attempt } = attempts((ledger) => ({
      ...ledger,
      async claim(entry, terms, deadline) {
        const answer = await ledger.claim(entry, terms, deadline);
        return 'found' in answer ? { found: { ...answer.found, state: 'deferred' } } : answer;
      },
    }));
    await attempt().claim(ios);
    expect(await statusOf(attempt().claim(ios))).toMatchObject({ ...running, retryAfterMs: 5_000 });
  });
});
