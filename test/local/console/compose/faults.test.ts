import { describe, expect, it } from 'vitest';
import { faultsIn, faultsOfCheck, plannedIn, wayDown } from '../../../../local/console/page/parts/form/faults.ts';

const answer = (status: number, body: unknown) => ({ status, headers: {}, body });

describe('what an answer says of a request', () => {
  it('names faults by where they are: in the body, the query or a header', () => {
    const errors = [
      { pointer: '/message/body', detail: 'is required' },
      { parameter: 'since', detail: 'expected a day' },
      { header: 'Idempotency-Key', detail: 'is too long' },
      { detail: 'expected an object' },
    ];
    expect(faultsIn(answer(400, { errors }))).toEqual([
      errors[0],
      { pointer: '/since', detail: 'expected a day' },
      errors[2],
      errors[3],
    ]);
  });

  it.each([null, 'text', [], {}, { message: null }])(
    'is a fault of its own where a check ends without any: %j',
    (body) => {
      expect(faultsOfCheck(answer(503, body))).toEqual([{ detail: expect.stringContaining('503') }]);
      expect(faultsOfCheck(answer(200, body))).toEqual([]);
      expect(faultsIn(answer(503, body))).toEqual([]);
      expect(plannedIn(answer(503, body))).toEqual([]);
    },
  );

  it('plans calls per app, or per project', () => {
    const request = { method: 'POST', path: '/1.1/ios/transactional/send', body: {} };
    const results = [
      { app: 'ios', status: 'planned', items: 1, request },
      { project: 'main', status: 'planned', items: 2, request },
    ];
    expect(plannedIn(answer(200, { status: 'dry_run', results })).map(({ of, items }) => [of, items])).toEqual([
      ['ios', 1],
      ['main', 2],
    ]);
  });

  it('tells where beneath a place a fault is, counting from one', () => {
    expect(wayDown({ detail: '', pointer: '/users/1/a~1b' }, '/users')).toBe('entry 2 › a/b');
    expect(wayDown({ detail: '', pointer: '/users' }, '/users')).toBe('');
  });
});
