import { describe, expect, it } from 'vitest';
import { asRejected, isHalved, isRefused, type Made, stumbled } from '../../../lib/delivery/narrowing.ts';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import { accepted, error, outage, rejected, unknown } from '../../support/outcomes.ts';

const of = (httpStatus: number): Outcome => ({ ...outage, httpStatus });
const broken = (httpStatus: number): Outcome => ({ ...unknown, httpStatus });

it.each<[Outcome, boolean]>([
  [accepted, false],
  [outage, false],
  [unknown, false],
  [rejected, true],
  [of(399), false],
  [of(400), true],
  [of(401), false],
  [of(403), true],
  [of(408), false],
  [of(413), true],
  [of(425), false],
  [of(429), false],
  [of(499), true],
  [of(500), false],
])('%o is a refusal of what the call holds: %s', (outcome, isOne) => {
  expect(isRefused(outcome)).toBe(isOne);
});

it.each<[string, Outcome[], boolean]>([
  ['no 5xx', [accepted], false],
  ['one', [broken(500)], false],
  ['two in the end', [outage, broken(500), broken(599)], true],
  ['two, and an acceptance', [broken(500), broken(500), accepted], false],
  ['one after something else', [outage, broken(500)], false],
  ['a 5xx of which it is certain that nothing was done', [of(503), of(503)], false],
  ['what nobody answered', [unknown, unknown], false],
])('a call stumbles that met %s: %#', (_, outcomes, does) => {
  expect(stumbled(outcomes.map((outcome) => ({ outcome, durationMs: 1 })))).toBe(does);
});

describe('a call is tried in halves', () => {
  const made = (outcome: Outcome, isOfMany = true): Made => ({
    call: { app: 'ios', items: 2, body: '', parts: [], ...(isOfMany && { narrow: () => [] }) },
    outcome,
    exchanges: [{ outcome }, { outcome }],
  });

  it.each<[string, Made, number, boolean, boolean]>([
    ['if it was refused as malformed, however often halving brought nothing', made(of(400)), 9, false, true],
    [
      'if it was refused otherwise, and halving has not brought nothing three times in a row',
      made(of(403)),
      2,
      false,
      true,
    ],
    ['not if it has', made(of(403)), 3, false, false],
    ['not if it is of one', made(of(400), false), 0, true, false],
    ['not if it was accepted', made(accepted), 0, true, false],
    ['if Batch stumbles at it twice and it may be repeated', made(broken(500)), 0, true, true],
    ['not if it may not', made(broken(500)), 0, false, false],
    ['not if halving brought nothing before', made(broken(500)), 1, true, false],
  ])('%s', (_, one, barren, isRepeatable, isTried) => {
    expect(isHalved(one, barren, isRepeatable)).toBe(isTried);
  });
});

it.each<[Outcome, Outcome]>([
  [of(403), { status: 'rejected', httpStatus: 403, error }],
  [of(503), of(503)],
  [broken(500), broken(500)],
  [accepted, accepted],
])('%o counts as %o once others of the same call were accepted', (outcome, judged) => {
  expect(asRejected(outcome)).toEqual(judged);
});
