import { createDice, type Dice } from './random.ts';

export const APPS = ['ios', 'android', 'web'];

/** Recipients of one chunk more than Batch takes in a call. */
const TWO_CHUNKS = 10_003;

/** What one caller asks for, once, however often it is delivered. */
export interface Asked {
  /** Its name, as the ledger has it. */
  readonly name: string;
  readonly request: Record<string, unknown>;
  readonly apps: readonly string[];
  readonly ids: readonly string[];
}

/** A message on the queue. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly asked: Asked;
}

/** What happens under one seed, faults aside. */
export interface Scenario {
  readonly seed: number;
  readonly policy: 'park' | 'resend';
  readonly trigger: 'queue' | 'http';
  readonly asked: readonly Asked[];
  /** Empty if the trigger is `http`. */
  readonly messages: readonly QueuedMessage[];
  /** Faults in a hundred exchanges of whatever kind. */
  readonly faultPercent: number;
}

export function makeScenario(seed: number): Scenario {
  const dice = createDice('scenario', seed);
  const trigger = dice.isLucky(25) ? 'http' : 'queue';
  const asked = Array.from({ length: 1 + dice.roll(trigger === 'http' ? 2 : 6) }, (_, index) =>
    makeAsked(`s${seed}-${index}`, trigger, dice),
  );
  return {
    seed,
    trigger,
    asked,
    policy: dice.isLucky(60) ? 'park' : 'resend',
    messages: trigger === 'http' ? [] : asked.flatMap((one) => toMessages(one, dice)),
    faultPercent: dice.pick([4, 12, 30]),
  };
}

function makeAsked(key: string, trigger: Scenario['trigger'], dice: Dice): Asked {
  const isNamed = trigger === 'http' || dice.isLucky(40);
  const apps = dice.isLucky(40) ? APPS : APPS.filter(() => dice.isLucky(60));
  const count = dice.isLucky(4) ? TWO_CHUNKS : 1 + dice.roll(4);
  const own = Array.from({ length: count }, (_, index) => `${key}-u${index}`);
  // Somebody whom several requests of a seed ask for.
  const ids = dice.isLucky(15) ? [...own, key.replace(/-.*/, '-shared')] : own;
  const request = {
    group_id: dice.pick(['news', 'news', 'offers']),
    recipients: { custom_ids: ids },
    message: { body: 'b' },
    ...(apps.length > 0 && apps !== APPS && { apps }),
    ...(isNamed && trigger === 'queue' && { idempotency_key: `name-${key}` }),
  };
  return { name: isNamed ? `name-${key}` : `message-${key}`, request, ids, apps: apps.length > 0 ? apps : APPS };
}

/** A request that names itself may be sent twice; an event comes in its envelope. */
function toMessages(asked: Asked, dice: Dice): QueuedMessage[] {
  const { name, request } = asked;
  if (!('idempotency_key' in request)) {
    const isEvent = dice.isLucky(15);
    const envelope = { id: name, 'detail-type': 'Batch Transactional Send', detail: request };
    return [{ id: isEvent ? `carrier-of-${name}` : name, body: JSON.stringify(isEvent ? envelope : request), asked }];
  }
  const ids = dice.isLucky(30) ? [`first-${name}`, `second-${name}`] : [`first-${name}`];
  return ids.map((id) => ({ id, body: JSON.stringify(request), asked }));
}
