import { describe, expect, it } from 'vitest';
import type { RequestRow, Way } from '../../../../local/console/api.ts';
import { isTaken, rowOf } from '../../../../local/console/page/parts/form/sent.ts';

const row = (id: string, at: number, way: Way, key?: string): RequestRow => ({
  ...{ id, at, way, capability: 'transactional-send', fate: 'accepted', outcomes: [], calls: 1, tries: 1 },
  ...(key !== undefined && { key }),
});

const sent = (way: Way, at: number, key?: string, MessageId?: string) => ({
  order: { capability: 'transactional-send', way, request: {}, ...(key !== undefined && { key }) },
  at,
  done: { status: 200, headers: {}, body: { MessageId } },
});

describe('the request in the list that was sent', () => {
  it('is the one that came after it was sent, not an earlier one of the same name', () => {
    const rows = [row('later', 30, 'http', 'k'), row('mine', 20, 'http', 'k'), row('earlier', 10, 'http', 'k')];
    expect(rowOf(sent('http', 15, 'k'), rows)?.id).toBe('mine');
    expect(rowOf(sent('http', 40, 'k'), rows)).toBeUndefined();
  });

  it('came by the same way', () => {
    expect(rowOf(sent('bus', 5, 'k'), [row('b', 20, 'bus', 'k'), row('a', 10, 'http', 'k')])?.id).toBe('b');
  });

  it('has no name if it was sent without one', () => {
    expect(rowOf(sent('http', 5), [row('b', 20, 'http'), row('a', 10, 'http', 'k')])?.id).toBe('b');
  });

  it('is known by the id that its queue gave it, whatever the clock says', () => {
    expect(rowOf(sent('queue', 50, 'k', 'm1'), [row('m1', 20, 'queue', 'other')])?.id).toBe('m1');
  });
});

describe('a key', () => {
  it('is taken once a request of its capability came in under it, unless that was refused', () => {
    const refused: RequestRow = { ...row('a', 10, 'http', 'k'), fate: 'refused' };
    expect(isTaken('k', 'transactional-send', [refused])).toBe(false);
    expect(isTaken('k', 'transactional-send', [refused, row('b', 20, 'queue', 'k')])).toBe(true);
    expect(isTaken('k', 'campaign-create', [row('b', 20, 'queue', 'k')])).toBe(false);
  });
});
