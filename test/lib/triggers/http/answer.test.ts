import { describe, expect, it } from 'vitest';
import type { Share } from '../../../../lib/attempt/share.ts';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Call } from '../../../../lib/endpoints/call.ts';
import {
  answerQueued,
  answerShares,
  json,
  lengthOf,
  MAX_ANSWER_BYTES,
  problem,
} from '../../../../lib/triggers/http/answer.ts';
import { accepted, deferred, rejected, throttled, unknown } from '../../../support/outcomes.ts';

const SEND = {
  account: 'app',
  effect: 'once',
  route: { method: 'POST', path: '/v1/one', successStatus: 201 },
} as const;
const READ = { ...SEND, effect: 'read', route: { method: 'GET', path: '/v1/one', successStatus: 200 } } as const;

const running = deferred('running');
const notFound: Outcome = { status: 'rejected', httpStatus: 404, error: { name: 'GONE', detail: 'x' } };

function share(outcome: Outcome, call: Partial<Call> = {}, remembered = false): Share {
  const whole = { app: 'ios', items: 1, body: '', parts: [], ...call };
  const delivered = { call: whole, outcome, exchanges: [], durationMs: 0, ...(remembered && { remembered }) };
  return { app: 'ios', items: 1, parts: [], delivered } as Share;
}

function answered(outcomes: readonly Outcome[], endpoint: typeof SEND | typeof READ = SEND) {
  const {
    statusCode,
    headers = {},
    body,
  } = answerShares(
    endpoint,
    outcomes.map((outcome) => share(outcome)),
  );
  const { status, detail } = JSON.parse(`${body}`);
  return { statusCode, status, detail, after: headers['retry-after'] };
}

describe('the status of an answer', () => {
  it.each<[number, string, readonly Outcome[]]>([
    [201, 'accepted', [accepted, accepted]],
    [207, 'partial', [accepted, rejected]],
    [207, 'partial', [accepted, unknown, throttled]],
    [409, 'running', [running, rejected]],
    [409, 'accepted, and running', [accepted, running]],
    [504, 'unknown', [unknown, throttled]],
    [422, 'rejected', [rejected, rejected]],
    [422, 'not found, which is no read', [notFound]],
    [503, 'put off', [throttled, rejected]],
    [503, 'put off, by the keys too', [throttled, deferred('keys')]],
    [500, 'the keys', [deferred('keys'), rejected]],
    [500, 'keys and configuration', [deferred('keys'), deferred('configuration')]],
  ])('is %i: %s', (statusCode, _, outcomes) => {
    expect(answered(outcomes).statusCode).toBe(statusCode);
  });

  it.each<[number, readonly Outcome[]]>([
    [200, [accepted]],
    [404, [notFound, notFound]],
    [422, [notFound, rejected]],
    [422, [rejected]],
    [504, [unknown]],
  ])('of a read is %i', (statusCode, outcomes) => {
    expect(answered(outcomes, READ).statusCode).toBe(statusCode);
  });

  it('says of what may have been sent that it may be sent twice, and of a read that nobody knows does not', () => {
    expect(answered([unknown]).detail).toMatch(/may send it twice/);
    expect(answered([unknown], READ).detail).not.toMatch(/twice/);
  });

  it('comes with the time after which to ask again, the longest that was asked for, where something is put off', () => {
    const later: Outcome = { ...throttled, retryAfterMs: 90_001 };
    expect(answered([throttled, later]).after).toBe('91');
    expect(answered([accepted, later])).toMatchObject({ statusCode: 207, after: '91' });
    expect(answered([running]).after).toBe('5');
    for (const outcomes of [[accepted], [accepted, rejected], [unknown, later], [rejected], [deferred('keys')]])
      expect(answered(outcomes).after).toBeUndefined();
  });

  it('is of something', () => {
    expect(() => answerShares(SEND, [])).toThrow('There is nothing to tell of.');
  });
});

describe('what an answer tells of a call', () => {
  const resultOf = (outcome: Outcome, call: Partial<Call> = {}, endpoint: object = SEND) =>
    JSON.parse(`${answerShares(endpoint as typeof SEND, [share(outcome, call)]).body}`).results[0];

  it('is whom it was for, how it ended, and Batch’s token, or that of what it was about', () => {
    expect(resultOf(accepted)).toEqual({ app: 'ios', status: 'accepted', items: 1, token: 't' });
    expect(resultOf({ status: 'accepted' }, { token: 'own' })).toMatchObject({ token: 'own' });
    expect(resultOf({ status: 'accepted' })).toEqual({ app: 'ios', status: 'accepted', items: 1 });
    expect(resultOf({ status: 'accepted', data: { a: 1 } }, {}, READ)).toMatchObject({ data: { a: 1 } });
    expect(resultOf(accepted, {}, { ...SEND, account: 'project' })).toHaveProperty('project', 'ios');
  });

  it('is which places of the request it was about, where that is not all of them', () => {
    const of = { custom_ids: [10_000, 20_000] } as const;
    expect(resultOf(accepted, { of })).toEqual({ app: 'ios', status: 'accepted', items: 1, token: 't', of });
  });

  it('is what Batch refused, and where that stands', () => {
    const places = ['/users/0'];
    const error = { name: 'X', detail: 'quotes u1' };
    expect(resultOf(rejected, { places }).error).toEqual({ ...error, items: places });
    expect(resultOf(rejected).error).toEqual(error);
    expect(resultOf(unknown, { places }).error).toEqual(error);
  });
});

describe('an answer that says so is', () => {
  it('that of an earlier attempt, if all of it is', () => {
    const headersOf = (...isRemembered: boolean[]) =>
      answerShares(
        SEND,
        isRemembered.map((each) => share(accepted, {}, each)),
      ).headers;
    expect(headersOf(true, true)).toHaveProperty('idempotent-replayed', 'true');
    expect(headersOf(true, false)).not.toHaveProperty('idempotent-replayed');
  });

  it('of what is on a queue', () => {
    expect(answerQueued('m1', 'order-7')).toEqual({
      statusCode: 202,
      headers: { 'content-type': 'application/json', 'preference-applied': 'respond-async' },
      body: '{"status":"queued","id":"m1","key":"order-7"}',
    });
  });

  it('a problem, or plain JSON, with whole seconds', () => {
    expect(problem(422, { detail: 'x' }, 1_500)).toEqual({
      statusCode: 422,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
      body: '{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"x"}',
    });
    expect(json(200, {})).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
  });
});

describe('an answer that is longer than Lambda hands on', () => {
  const refused = (index: number, detail: string): Outcome => ({
    status: 'rejected',
    httpStatus: 400,
    error: { name: `N${index % 2}`, code: 31, detail },
  });
  const told = (shares: readonly Share[], endpoint: typeof SEND | typeof READ = SEND) => {
    const answer = answerShares(endpoint, shares);
    expect(lengthOf(answer)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    return JSON.parse(`${answer.body}`).results;
  };

  it('tells what is alike as one, with all that Batch said', () => {
    const shares = Array.from({ length: 100_000 }, (_, index) => share(refused(index, `d${index % 4}`)));
    const results = told(shares);
    expect(results).toHaveLength(4);
    expect(results[0]).toEqual({
      app: 'ios',
      status: 'rejected',
      calls: 25_000,
      error: { name: 'N0', code: 31, detail: 'd0' },
    });
  });

  it('tells what is of one name as one, where all that Batch said is too much', () => {
    const shares = Array.from({ length: 700 }, (_, index) => share(refused(index, `${index}${'x'.repeat(10_000)}`)));
    expect(
      told(shares).map(({ calls, error }: { calls: number; error: { name: string } }) => [error.name, calls]),
    ).toEqual([
      ['N0', 350],
      ['N1', 350],
    ]);
  });

  it('of a read says of what was read that it is too long, and leaves the rest as it is', () => {
    const long: Outcome = { status: 'accepted', data: 'x'.repeat(MAX_ANSWER_BYTES) };
    const results = told([share(long), share(rejected)], READ);
    expect(results.map(({ error }: { error: { name: string } }) => error.name)).toEqual(['ANSWER_TOO_LARGE', 'X']);
  });

  it('is one of a byte more, and none of just as many', () => {
    const lengthWith = (characters: number) =>
      JSON.parse(`${answerShares(READ, [share({ status: 'accepted', data: 'x'.repeat(characters) })]).body}`).status;
    const empty = lengthOf(answerShares(READ, [share({ status: 'accepted', data: '' })]));
    expect(lengthWith(MAX_ANSWER_BYTES - empty)).toBe('accepted');
    expect(lengthWith(MAX_ANSWER_BYTES - empty + 1)).toBe(504);
  });
});
