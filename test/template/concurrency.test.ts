import { describe, expect, it } from 'vitest';
import { OTHERWISE } from '../support/otherwise.ts';
import { useDecidedPackage, usePackage } from '../support/package.ts';
import { ofType } from '../support/template.ts';

const byDefault = usePackage();
const decided = useDecidedPackage();

/** How many invocations at once each function may have, by the way in. */
const reservedIn = ({ template }: ReturnType<typeof decided>, wayIn: 'http' | 'queue') =>
  ofType(template, 'AWS::Lambda::Function')
    .filter(([, { Handler }]) => Handler.endsWith(`.${wayIn}`))
    .map(([, { ReservedConcurrentExecutions }]) => ReservedConcurrentExecutions);

describe('invocations at once', () => {
  it('are bounded for each function behind a route, and not twice for those behind a queue', () => {
    expect(new Set(reservedIn(decided(), 'http'))).toEqual(new Set([OTHERWISE.reservedConcurrency]));
    expect(new Set(reservedIn(decided(), 'queue'))).toEqual(new Set([undefined]));
  });

  it('are what the account has, unless told otherwise', () => {
    expect(new Set(reservedIn(byDefault(), 'http'))).toEqual(new Set([undefined]));
  });
});
