import { describe, expect, it } from 'vitest';
import type { Call } from '../../../local/batch/memory.ts';
import type { Asked } from '../../../local/console/asked.ts';
import { PushBoard } from '../../../local/console/pushes.ts';

const call = (recipients: Record<string, string[]>, more: Partial<Call> = {}): Call => ({
  ...({ at: '2026-11-26T12:00:00.000Z', app: 'ios', endpoint: 'transactional/send', carriedOut: true } as Call),
  bytes: Buffer.from(JSON.stringify({ group_id: 'welcome', recipients, message: { body: 'Hello' } })),
  ...more,
});

const asked = (id: string, ...custom_ids: string[]): Asked => ({
  id,
  way: 'queue',
  capability: 'transactional-send',
  name: id,
  asked: { body: JSON.stringify({ group_id: 'welcome', recipients: { custom_ids } }) },
});

describe('the pushes that reached people', () => {
  it('tells a push of the only request that the function had, whoever is in it', () => {
    const seen = new PushBoard().add(1, call({ tokens: ['t1'] }), [asked('one', 'somebody-else')]);
    expect(seen?.request).toBe('one');
  });

  it.each([
    ['that names its first person, if no other does', [asked('one', 'u1'), asked('two', 'u2')], 'two'],
    ['of none, if two name the same person', [asked('one', 'u2'), asked('two', 'u2')], undefined],
    ['of none, if nobody names the person', [asked('one', 'u1'), asked('two', 'u3')], undefined],
    ['of none, if no request is known', undefined, undefined],
  ])('of several requests, tells the one %s', (_, requests, expected) => {
    expect(new PushBoard().add(1, call({ custom_ids: ['u2'] }), requests)?.request).toBe(expected);
  });

  it('finds a person among all whom a push reached, not only the first', () => {
    const board = new PushBoard();
    const ids = Array.from({ length: 100 }, (_, index) => `u${index}`);
    board.add(1, call({ custom_ids: ids }));
    expect(board.of('u99').pushes).toMatchObject([{ number: 1, people: 100 }]);
    expect(board.of('u100').pushes).toEqual([]);
  });

  it.each([
    ['was not carried out', { carriedOut: false }],
    ['is no push', { endpoint: 'campaigns/create' as const }],
  ])('holds nothing of a call that %s', (_, more) => {
    expect(new PushBoard().add(1, call({ custom_ids: ['u1'] }, more as Partial<Call>))).toBeUndefined();
  });
});
