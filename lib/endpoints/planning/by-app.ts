import type { Call } from '../call.ts';

/** The calls of each app. Apps that the same is for share a plan, and with it the texts of their bodies. */
export function planByApp<Item, Plan>(
  itemsOf: ReadonlyMap<string, readonly Item[]>,
  plan: (items: readonly Item[]) => readonly Plan[],
  toCall: (app: string, plan: Plan) => Call,
): Call[] {
  const planned: { items: readonly Item[]; plans: readonly Plan[] }[] = [];
  return [...itemsOf].flatMap(([app, items]) => {
    const known = planned.find((each) => areSame(each.items, items));
    const plans = known?.plans ?? plan(items);
    if (!known) planned.push({ items, plans });
    return plans.map((each) => toCall(app, each));
  });
}

function areSame<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
