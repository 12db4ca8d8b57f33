import { describe, expect, it } from 'vitest';
import { SeenIds } from '../../../lib/bulk/seen-ids.ts';
import { heldBytes } from '../../support/held-bytes.ts';

/** A sixty-fourth of what a bulk takes: tables double, so that they are as full. */
const MOST = 62_500;

describe('the ids of a file', () => {
  it('are told apart, however many there are', () => {
    const seen = new SeenIds();
    const ids = Array.from({ length: 30_000 }, (_, index) => `"u${index}"`);
    expect(ids.every((id) => seen.add(id))).toBe(true);
    expect(ids.some((id) => seen.add(id))).toBe(false);
    expect(seen.add('"u30000"')).toBe(true);
  });

  it('are at most as many as were agreed, in 20 bytes each; those that repeat count once', () => {
    const before = heldBytes();
    const seen = new SeenIds(MOST);
    for (let index = 0; index < MOST; index += 1) seen.add(`"u${index}"`);
    expect(heldBytes() - before).toBeLessThan(MOST * 25);
    for (let index = 0; index < 10; index += 1) expect(seen.add(`"u${index}"`)).toBe(false);
    expect(() => seen.add('"one more"')).toThrow(
      expect.objectContaining({ fault: { name: 'TOO_MANY_IDS', detail: expect.stringContaining('"unique": false') } }),
    );
  });
});
