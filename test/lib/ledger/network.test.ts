import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLedger, type Terms } from '../../../lib/ledger/ledger.ts';
import { claimed, deadline, entry, NOW, nextRequest, TTL_MS, terms } from '../../support/ledger-claims.ts';
import { useLedgerTable } from '../../support/ledger-table.ts';
import { pointSdkAt } from '../../support/sdk.ts';
import { type Gate, openGate, type Step } from '../../support/table-gate.ts';

const table = useLedgerTable();
let gate: Gate;
beforeAll(async () => {
  gate = await openGate(table.url());
  pointSdkAt(gate.url);
});
afterAll(() => gate.stop());

describe('the ledger in DynamoDB', () => {
  /** One request's ledger, and its way to the table. */
  function setUp(...script: Step[]) {
    nextRequest();
    const mine = entry();
    const { seen, heldBack, ...passage } = gate.of(mine.request);
    passage.script.push(...script);
    const ledger = createLedger(table.name(), { ttlMs: TTL_MS, now: () => NOW });
    return {
      ledger,
      seen,
      script: passage.script,
      /** Lets through what was held back. */
      async release() {
        expect(heldBack).not.toHaveLength(0);
        for (const pass of heldBack.splice(0)) await pass();
      },
      claim: (on?: Partial<Terms>, before = deadline) => ledger.claim(mine, terms(on), before),
      claimed: () => claimed(ledger, mine),
      state: async () => (await ledger.read(mine, deadline))?.state,
    };
  }

  /** Of the commands in turn; those after them have time. */
  function leaving(...leftMs: number[]) {
    return { remainingMs: () => leftMs.shift() ?? 10_000 };
  }

  // The SDK waits at random before it tries again, up to 20 s.
  beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
  afterAll(() => void vi.restoreAllMocks());

  it.concurrent('is written twice and never read, if nothing stands in the way', async () => {
    const { ledger, claimed, seen } = setUp();
    await ledger.settle(await claimed(), 'accepted', {}, deadline);
    expect(seen).toEqual(['PutItem', 'PutItem']);
  });

  it.concurrent('knows its own claim again when the answer to it was lost', async () => {
    const { claimed, seen } = setUp('lose the answer');
    await claimed();
    expect(seen).toEqual(['PutItem', 'PutItem', 'GetItem']);
  });

  it.concurrent('settles once more what it has settled, when the answer to that was lost', async () => {
    const { ledger, claimed, script } = setUp();
    const mine = await claimed();
    script.push('lose the answer');
    await expect(ledger.settle(mine, 'accepted', {}, deadline)).resolves.toBeUndefined();
  });

  it.concurrent('bears one connection that dies in silence', async () => {
    const { claimed, seen } = setUp('swallow');
    await claimed();
    expect(seen).toEqual(['PutItem', 'PutItem']);
  });

  it.concurrent('says when it can not be written', async () => {
    const { claim } = setUp(...Array<Step>(9).fill('throttle'));
    await expect(claim({}, { remainingMs: () => 50 })).rejects.toThrow();
  });

  it.concurrent('says when nobody answers, and no later than time allows', async () => {
    const { claim, seen } = setUp(...Array<Step>(9).fill('swallow'));
    await expect(claim({}, { remainingMs: () => 50 })).rejects.toThrow();
    // The claim and its giving up, and no second try of either: these would come when a try is given up, much later.
    expect(seen.length).toBeLessThanOrEqual(2);
  });

  it.concurrent('gives up a claim whose answer was lost and that could not be read back', async () => {
    const { claim, state } = setUp('lose the answer', 'through', ...Array<Step>(4).fill('throttle'));
    await expect(claim()).rejects.toThrow();
    expect(await state()).toBe('deferred');
  });

  it.concurrent('gives up a claim that nobody answered, so that it does not pass for one that was cut off', async () => {
    const { claim, state } = setUp('lose the answer', 'swallow');
    await expect(claim({}, leaving(300))).rejects.toThrow();
    expect(await state()).toBe('deferred');
  });

  it.concurrent('is not left claimed by a claim that arrives after it was given up', async () => {
    const { claim, release, state } = setUp('hold back');
    await expect(claim({}, leaving(300))).rejects.toThrow();
    await release();
    expect(await state()).toBe('deferred');
  });

  it.concurrent('is not left claimed by such a claim on what was tried before', async () => {
    const { ledger, claimed, claim, script, release, state } = setUp();
    await ledger.settle(await claimed(), 'deferred', {}, deadline);
    script.push('through', 'through', 'hold back');
    await expect(claim({ mayRepeat: () => true }, leaving(10_000, 10_000, 300))).rejects.toThrow();
    await release();
    expect(await state()).toBe('deferred');
  });

  it.concurrent('is not left claimed by a try that arrives after another of the same claim, and how that ended', async () => {
    const { ledger, claimed, release, state } = setUp('hold back');
    await ledger.settle(await claimed(), 'deferred', {}, deadline);
    await release();
    expect(await state()).toBe('deferred');
  });
});
