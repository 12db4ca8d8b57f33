import { expect } from 'vitest';
import type { Endpoint, RequestFields } from '../../lib/endpoints/endpoint.ts';
import { checked } from './checked.ts';
import type { Fixture } from './fixtures.ts';

/** Holds what leaves for one app against a fixture. */
export function expectAsDocumented<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  { request, path, bodies }: Fixture,
): void {
  const { request: complete, faults } = checked(endpoint, request, ['ios', 'main']);
  expect(faults).toEqual([]);
  const calls = endpoint.plan([{ ...complete, apps: ['ios'] }]);
  expect(calls.map(({ app, items }) => [app, items])).toEqual([['ios', bodies.length === 0 ? 1 : calls[0]?.items]]);
  expect(calls.map((call) => call.path)).toEqual([path]);
  expect(calls.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body))).toEqual(bodies);
}

/** Where a request is faulty. */
export function pointersOf<Request extends RequestFields>(endpoint: Endpoint<Request>, request: unknown): string[] {
  return checked(endpoint, request, ['ios', 'android'])
    .faults.map(({ pointer = '' }) => pointer)
    .sort();
}
