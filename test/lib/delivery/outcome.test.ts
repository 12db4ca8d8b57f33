import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../lib/delivery/outcome.ts';

const batchError = (code: number) => JSON.stringify({ code, message: 'from Batch' });
const html = '<html>Bad gateway</html>';
const read = (status: number, body?: string, retryAfter?: string) =>
  readAnswer({ status, body, retryAfter }, { account: 'app', tokenField: 'token', effect: 'once' }, 1_000);

describe('what an answer means', () => {
  it.each<[number, string | undefined, string]>([
    [200, '{"token":"t"}', 'accepted'],
    [201, '{"token":"t"}', 'accepted'],
    [204, '', 'accepted'],
    [201, html, 'accepted'],
    [201, undefined, 'accepted'],
    [201, 'null', 'accepted'],
    [301, undefined, 'deferred by configuration'],
    [304, undefined, 'deferred by configuration'],
    [400, batchError(30), 'rejected'],
    [400, batchError(31), 'rejected'],
    [400, batchError(32), 'rejected'],
    [400, html, 'deferred by outage'],
    [400, '{"code":"30","message":"x"}', 'deferred by outage'],
    [401, batchError(10), 'deferred by keys'],
    [401, html, 'deferred by keys'],
    [403, batchError(12), 'rejected'],
    [403, html, 'deferred by outage'],
    [404, batchError(20), 'rejected'],
    [404, html, 'deferred by outage'],
    [408, batchError(1), 'deferred by outage'],
    [413, html, 'deferred by outage'],
    [418, batchError(99), 'rejected'],
    [425, batchError(1), 'deferred by outage'],
    [429, batchError(60), 'deferred by throttled'],
    [429, html, 'deferred by throttled'],
    [500, batchError(0), 'unknown'],
    [500, batchError(1), 'unknown'],
    [500, html, 'unknown'],
    [501, undefined, 'unknown'],
    [502, html, 'unknown'],
    [503, batchError(2), 'deferred by outage'],
    [503, batchError(0), 'unknown'],
    [503, html, 'unknown'],
    [503, undefined, 'unknown'],
    [504, html, 'unknown'],
  ])('%i with %s is %s', (status, body, expected) => {
    const outcome = read(status, body);
    expect(outcome.status === 'deferred' ? `deferred by ${outcome.by}` : outcome.status).toBe(expected);
  });

  it('hands on the token where there is one', () => {
    expect(read(201, '{"token":"t"}')).toEqual({ status: 'accepted', token: 't' });
    expect(read(201, '{"token":7}')).toEqual({ status: 'accepted' });
  });

  it.each([
    [1_000, true],
    [1_001, false],
  ])('takes a token of %i characters for one: %s', (length, isOne) => {
    const token = 't'.repeat(length);
    expect(read(201, JSON.stringify({ token }))).toEqual({ status: 'accepted', ...(isOne && { token }) });
  });

  it("names Batch's code and hands on its message", () => {
    expect(read(400, batchError(31))).toEqual({
      status: 'rejected',
      httpStatus: 400,
      error: { name: 'MALFORMED_PARAMETER', detail: 'from Batch', code: 31 },
    });
  });

  it.each([
    [307, html],
    [401, batchError(10)],
    [408, html],
    [413, html],
    [429, batchError(60)],
    [502, html],
    [503, batchError(2)],
    [503, html],
  ])('tells the status of the answer that it was read from: %i with %s', (status, body) => {
    expect(read(status, body)).toMatchObject({ httpStatus: status });
  });

  it.each([
    ['7', 7_000],
    ['0', undefined],
    ['1.5', 1_500],
    ['.5', 500],
    ['0.0001', 1],
    ['9'.repeat(400), 86_400_000],
    ['1.5.5', undefined],
    ['1,5', undefined],
    ['1e3', undefined],
    ['Infinity', undefined],
    ['2026', 2_026_000],
    ['2026-01-01', undefined],
    ['Thu, 01 Jan 1970 00:00:09 GMT', 8_000],
    ['Friday, 02-Jan-70 00:00:01 GMT', 86_400_000],
    ['some day GMT', undefined],
    ['soon', undefined],
    ['-3', undefined],
    ['Thu, 01 Jan 1970 00:00:00 GMT', undefined],
  ])('reads Retry-After: %s', (header, ms) => {
    const outcome = read(429, batchError(60), header);
    expect(outcome.status === 'deferred' && outcome.retryAfterMs).toBe(ms);
  });
});
