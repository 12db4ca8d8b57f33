import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import { type ClaimedRequest, createClaims } from '../../../lib/ledger/claims.ts';
import { identify } from '../../../lib/ledger/identity.ts';
import type { Ledger } from '../../../lib/ledger/ledger.ts';
import type { Repeats } from '../../../lib/ledger/repeats.ts';
import { fakeClock } from '../../support/clock.ts';
import { fakeLedger } from '../../support/ledger.ts';

const accepted: Outcome = { status: 'accepted' };
const deferred: Outcome = { status: 'deferred', by: 'outage', error: { name: 'X', detail: 'x' } };
const call = (app: string): Call => ({ app, items: 1, body: '', parts: [{ request: 0, chunk: 0, items: 1 }] });
const [ios, android, web] = ['ios', 'android', 'web'].map(call) as [Call, Call, Call];

/** Attempts at one request, each an invocation of its own with a minute to live. */
function attempts({ wrap = (ledger) => ledger, repeats = NOTHING }: Options = {}) {
  const clock = fakeClock();
  const { ledger, writes } = fakeLedger(clock.now);
  const identity = identify('c', 'key', 'name', { a: 1 });
  const attempt = (more: Partial<ClaimedRequest> = {}) => {
    const request = { identity, targets, account: 'app' as const, repeats, ...more };
    const time = { deadline: { remainingMs: () => 60_000 }, now: clock.now };
    return createClaims(wrap(ledger), [request], [ios, android, web], time);
  };
  return { clock, writes, attempt };
}

interface Options {
  readonly wrap?: (ledger: Ledger) => Ledger;
  readonly repeats?: Repeats;
}

const NOTHING: Repeats = { interrupted: false, unknown: false };
const targets = ['ios', 'android', 'web'].map((alias) => ({ alias, keyHash: `${alias}-hash`, app: alias }));

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
      'first ios-hash#0',
      'android-hash#0 android-hash#0',
      'first ios-hash#0',
      'android-hash#0 android-hash#0',
      'web-hash#0 web-hash#0',
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
    expect(writes.at(-1)).toMatchObject({ place: 'first', part: 'ios-hash#0', state: 'sending' });
  });

  it('ask for the first place once, however many there are', async () => {
    const { attempt, writes } = attempts();
    const claims = attempt();
    await Promise.all([ios, android, web].map((part) => claims.claim(part)));
    expect(writes.map(({ place }) => place).sort()).toEqual(['android-hash#0', 'first', 'web-hash#0']);
  });

  it('belong to somebody else if that was quicker, and has given them up by now', async () => {
    const { attempt } = attempts({
      wrap: (ledger) => ({
        ...ledger,
        async claim(entry, terms, deadline) {
          const answer = await ledger.claim(entry, terms, deadline);
          return 'found' in answer ? { found: { ...answer.found, state: 'deferred' } } : answer;
        },
      }),
    });
    await attempt().claim(ios);
    expect(await statusOf(attempt().claim(ios))).toMatchObject({ ...running, retryAfterMs: 5_000 });
  });
});

describe('a part of which nobody knows how it ended', () => {
  const unknown: Outcome = { status: 'unknown', error: { name: 'X', detail: 'x' } };
  const resend: Repeats = { ...NOTHING, interrupted: true, unknown: true };

  /** How often it is sent if it always ends so. */
  async function sends(attempt: ReturnType<typeof attempts>['attempt'], more: Partial<ClaimedRequest> = {}) {
    for (let count = 0; ; count += 1) {
      const claims = attempt(more);
      if ((await statusOf(claims.claim(ios))) !== 'mine') return count;
      await claims.settle(ios, unknown);
    }
  }

  it('is sent three times under `resend`, and once more for each word of a person', async () => {
    const { attempt } = attempts({ repeats: resend });
    expect(await sends(attempt)).toBe(3);
    expect(await sends(attempt, { repeats: { ...resend, unknownWord: 'message 1' } })).toBe(1);
    expect(await sends(attempt, { repeats: { ...resend, unknownWord: 'message 1' } })).toBe(0);
    expect(await sends(attempt, { repeats: { ...resend, unknownWord: 'message 2' } })).toBe(1);
  });

  it('stays so under `park` although a later try was certainly not carried out', async () => {
    const { attempt } = attempts();
    const first = attempt();
    await first.claim(ios);
    await first.settle(ios, unknown);
    const resending = attempt({ repeats: resend });
    await resending.claim(ios);
    await resending.settle(ios, deferred);
    expect(await statusOf(attempt().claim(ios))).toMatchObject({ status: 'unknown', error: { name: 'INTERRUPTED' } });
  });
});

describe('a request whose apps were others at its first try', () => {
  it('is hindered, whichever part is asked for and however that one stands', async () => {
    const { attempt } = attempts();
    const first = attempt();
    await first.claim(ios);
    await first.settle(ios, deferred);
    const fewer = attempt({ targets: targets.slice(0, 2) });
    for (const call of [ios, android]) {
      expect((await fewer.claim(call)).others).toMatchObject([{ hindrance: 'other-apps' }]);
    }
  });
});

it('prolongs the first place when a part is claimed long after it, so that none forgets before the others', async () => {
  const { attempt, clock } = attempts();
  const first = attempt();
  await first.claim(ios);
  await first.settle(ios, accepted);
  clock.advance(6 * DAY_MS);
  const late = attempt();
  await late.claim(android);
  await late.settle(android, accepted);
  clock.advance(2 * DAY_MS);
  const last = attempt();
  expect(await statusOf(last.claim(android))).toEqual(accepted);
  expect(await statusOf(last.claim(ios))).toEqual(accepted);
});

const DAY_MS = 24 * 3600 * 1000;
