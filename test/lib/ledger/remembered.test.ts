import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import { type Identity, identify } from '../../../lib/ledger/identity.ts';
import { endOf, INTERRUPTED, outcomeOfCount, recallEnd } from '../../../lib/ledger/remembered.ts';
import { recordOf } from '../../support/ledger-record.ts';

const asked = identify('transactional-send', 'key', 'k', { group_id: 'g' });
/** Of a request that has the same name, and is another. */
const another: Identity = identify('transactional-send', 'key', 'k', { group_id: 'other' });

const error = { name: 'MISSING_PARAMETER', detail: 'Batch says: no such u1' };
const REFUSED: Outcome = { status: 'rejected', httpStatus: 422, error };
const UNKNOWN: Outcome = { status: 'unknown', error: { ...error, name: 'HTTP_500' } };

describe('an outcome that is remembered', () => {
  it.each([REFUSED, UNKNOWN])('is told word for word to who has the request: $status', (outcome) => {
    const end = endOf(outcome, asked);
    expect(recallEnd(recordOf({ state: outcome.status as 'rejected', end }), asked)).toEqual(outcome);
  });

  it('is told without Batch’s words to who has not', () => {
    const detail = 'What Batch said of it can not be read any more.';
    const recalled = (outcome: Outcome) =>
      recallEnd(recordOf({ state: outcome.status as 'rejected', end: endOf(outcome, asked) }), another);
    expect(recalled(REFUSED)).toEqual({ status: 'rejected', httpStatus: 400, error: { name: error.name, detail } });
    expect(recalled(UNKNOWN)).toEqual({ status: 'unknown', error: { name: 'HTTP_500', detail } });
  });

  it('holds nothing of Batch’s words that can be read in the table', () => {
    expect(JSON.stringify(endOf(REFUSED, asked))).not.toContain('u1');
    expect(endOf({ status: 'deferred', error } as Outcome, asked)).toEqual({});
  });

  it('is that it was interrupted, where an attempt did not live to tell', () => {
    expect(recallEnd(recordOf({ state: 'sending' }), asked)).toEqual(INTERRUPTED);
  });

  it('is accepted with its token, or without where Batch’s answer had none', () => {
    expect(recallEnd(recordOf({ state: 'accepted', end: { token: 't' } }), asked)).toEqual({
      status: 'accepted',
      token: 't',
    });
    expect(recallEnd(recordOf({ state: 'accepted' }), asked)).toEqual({ status: 'accepted' });
  });

  it('has the name of what Batch refused, of items that were counted', () => {
    expect(outcomeOfCount({ status: 'accepted', items: 3 })).toEqual({ status: 'accepted' });
    expect(outcomeOfCount({ status: 'rejected', error: 'ITEM_REFUSED', items: 1 })).toEqual({
      status: 'rejected',
      httpStatus: 400,
      error: { name: 'ITEM_REFUSED', detail: '' },
    });
  });
});
