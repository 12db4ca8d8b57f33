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
    [299, '', 'accepted'],
    [300, undefined, 'deferred by configuration'],
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
    [502, batchError(2), 'unknown'],
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

  it('names a code of Batch’s that is not documented by its number, and what is not Batch’s by its status', () => {
    expect(read(418, batchError(99))).toMatchObject({ error: { name: 'BATCH_99', code: 99 } });
    const error = { name: 'HTTP_502', detail: "Batch's address answered 502 without an error of Batch's." };
    expect(read(502, html)).toEqual({ status: 'unknown', httpStatus: 502, error });
  });

  it('names an error by the word that Batch has for it, and gives it no number then', () => {
    const body = JSON.stringify({ error_code: 'MALFORMED', error_message: 'm' });
    const outcome = readAnswer({ status: 400, body }, { account: 'project', effect: 'once' }, 0);
    expect(outcome).toMatchObject({ error: { name: 'MALFORMED', detail: 'm' } });
    expect(outcome.status === 'rejected' && Object.keys(outcome.error)).toEqual(['name', 'detail']);
  });

  it('tells which items were refused, where Batch answers item by item', () => {
    const errors = [
      { bulk_index: 0, reason: 'a' },
      { bulk_index: '1', reason: 'no number' },
      { bulk_index: 1.5, reason: 'no whole number' },
      { reason: 'of nothing' },
      null,
      { bulk_index: 2 },
      { bulk_index: 3, reason: 7 },
      { bulk_index: 0, reason: 'b' },
      { bulk_index: 0, reason: 'a' },
    ];
    const refused = [
      { index: 0, reason: 'a; b' },
      { index: 2, reason: '' },
      { index: 3, reason: '' },
    ];
    const readErrors = (answersPerItem: boolean) => {
      const endpoint = { account: 'project', effect: 'once', ...(answersPerItem && { answersPerItem }) } as const;
      return readAnswer({ status: 202, body: JSON.stringify({ errors }) }, endpoint, 0);
    };
    expect(readErrors(true)).toEqual({ status: 'accepted', refused });
    expect(readErrors(false)).toEqual({ status: 'accepted' });
  });

  it('hands on what a read was answered, if that can be read', () => {
    const readOf = (body: string | undefined) =>
      readAnswer({ status: 200, body }, { account: 'app', effect: 'read' }, 0);
    expect(readOf('{"a":1}')).toEqual({ status: 'accepted', data: { a: 1 } });
    expect(readOf(html)).toEqual({
      status: 'unknown',
      error: { name: 'UNREADABLE_ANSWER', detail: "Batch's answer could not be read." },
    });
    expect(readOf(undefined)).toMatchObject({ status: 'unknown' });
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
