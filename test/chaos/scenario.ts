import { KINDS, type Kind } from './kinds.ts';
import { createDice, type Dice } from './random.ts';

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
  readonly kind: Kind;
  readonly trigger: 'queue' | 'http';
  readonly asked: readonly Asked[];
  /** Empty if the trigger is `http`. */
  readonly messages: readonly QueuedMessage[];
  /** Faults in a hundred exchanges of whatever kind. */
  readonly faultPercent: number;
}

export function makeScenario(seed: number): Scenario {
  const dice = createDice('scenario', seed);
  const kind = dice.pick([...KINDS]);
  const trigger = dice.isLucky(25) ? 'http' : 'queue';
  const asked = Array.from({ length: 1 + dice.roll(trigger === 'http' ? 2 : 6) }, (_, index) =>
    makeAsked(`s${seed}-${index}`, kind, trigger, dice),
  );
  return {
    seed,
    kind,
    trigger,
    asked,
    policy: dice.isLucky(60) ? 'park' : 'resend',
    messages: trigger === 'http' ? [] : asked.flatMap((one) => toMessages(one, kind, dice)),
    faultPercent: dice.pick([4, 12, 30]),
  };
}

function makeAsked(key: string, kind: Kind, trigger: Scenario['trigger'], dice: Dice): Asked {
  const isNamed = trigger === 'http' || dice.isLucky(40);
  const { aliases: all, accounts } = kind;
  const named = dice.isLucky(40) ? all : all.filter(() => dice.isLucky(60));
  const count = dice.isLucky(4) ? kind.twoChunks : 1 + dice.roll(4);
  const own = Array.from({ length: count }, (_, index) => `${key}-u${index}`);
  // Somebody whom several requests of a seed ask for.
  const ids = dice.isLucky(15) ? [...own, key.replace(/-.*/, '-shared')] : own;
  const request = {
    ...kind.requestFor(ids, dice.pick(['news', 'news', 'offers'])),
    ...(named.length > 0 && named !== all && { [accounts]: named }),
    ...(isNamed && trigger === 'queue' && { idempotency_key: `name-${key}` }),
  };
  return { name: isNamed ? `name-${key}` : `message-${key}`, request, ids, apps: named.length > 0 ? named : all };
}

/** A request that names itself may be sent twice; an event comes in its envelope. */
function toMessages(asked: Asked, { detailType }: Kind, dice: Dice): QueuedMessage[] {
  const { name, request } = asked;
  if (!('idempotency_key' in request)) {
    const isEvent = dice.isLucky(15);
    const envelope = { id: name, 'detail-type': detailType, detail: request };
    return [{ id: isEvent ? `carrier-of-${name}` : name, body: JSON.stringify(isEvent ? envelope : request), asked }];
  }
  const ids = dice.isLucky(30) ? [`first-${name}`, `second-${name}`] : [`first-${name}`];
  return ids.map((id) => ({ id, body: JSON.stringify(request), asked }));
}
