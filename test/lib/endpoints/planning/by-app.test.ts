import { expect, it } from 'vitest';
import type { Call } from '../../../../lib/endpoints/call.ts';
import { planByApp } from '../../../../lib/endpoints/planning/by-app.ts';

it('plans once what is the same for several apps, and anew what is not', () => {
  const [a, b] = [{}, {}];
  const planned: unknown[] = [];
  const plan = (items: readonly object[]) => {
    planned.push(items);
    return [items];
  };
  const itemsOf = new Map([
    ['ios', [a, b]],
    ['android', [a, b]],
    ['web', [b, a]],
    ['tv', [a]],
    ['watch', [a]],
  ]);
  const calls = planByApp(itemsOf, plan, (app, items) => ({ app, items: items.length }) as Call);
  expect(planned).toEqual([[a, b], [b, a], [a]]);
  expect(calls).toEqual([
    { app: 'ios', items: 2 },
    { app: 'android', items: 2 },
    { app: 'web', items: 2 },
    { app: 'tv', items: 1 },
    { app: 'watch', items: 1 },
  ]);
});
