import { createDice, type Dice } from '../random.ts';
import { createSecret, type WorldSecret } from './secret.ts';

const HOUR_MS = 3_600_000;

/** When every scenario begins. */
export const START_MS = Date.parse('2026-11-26T12:00:00Z');

export type Capability = 'transactional-send' | 'campaign-create';

/** What the operator may set from one try to the next. */
export interface Settings {
  readonly policy: 'park' | 'resend';
  readonly allowsLive: boolean;
  readonly ledgerTtlDays: 7 | 14;
}

/** What one caller asks for, once, however often it is delivered. */
export interface Asked {
  /** Its name, as the ledger has it. */
  readonly name: string;
  readonly request: Record<string, unknown>;
  /** Whom acceptances are counted by: recipients, or the campaign itself. */
  readonly ids: readonly string[];
  /** SQS ids and bodies of the messages that it is first sent in. */
  readonly messages: readonly { readonly id: string; readonly body: string }[];
}

/** What happens under one seed, faults and the order of things aside. */
export interface Scenario {
  readonly seed: number;
  readonly capability: Capability;
  readonly asked: readonly Asked[];
  readonly settings: Settings;
  /** Whether unknown outcomes may come to be sent again on purpose. */
  readonly mayResend: boolean;
  /** Unless set, SQS moves away what was received too often, and never in the time of a scenario. */
  readonly maxReceiveCount: number | undefined;
  readonly secret: WorldSecret;
  /** Whether Batch answers 429 to the first round, so that much is put off before anything of it is claimed. */
  readonly beginsThrottled: boolean;
  /** Whether nobody learns of any call how it ended, until all is calm. */
  readonly isUnheard: boolean;
  /** Calls that one invocation makes at once. */
  readonly concurrency: number;
  /** How far the clock moves on between two rounds. */
  readonly jumpsMs: readonly number[];
  /** Faults in a hundred exchanges of whatever kind. */
  readonly faultPercent: number;
}

export function makeScenario(seed: number): Scenario {
  const dice = createDice('changes', seed);
  const capability = dice.isLucky(50) ? 'campaign-create' : 'transactional-send';
  const mayResend = dice.isLucky(25);
  const isUnheard = mayResend && dice.isLucky(40);
  const isLong = dice.isLucky(30);
  return {
    seed,
    capability,
    mayResend,
    asked: Array.from({ length: 1 + dice.roll(6) }, (_, index) => makeAsked(`c${seed}-${index}`, capability, dice)),
    settings: {
      policy: mayResend ? dice.pick(['park', 'resend', 'resend']) : 'park',
      allowsLive: true,
      ledgerTtlDays: dice.pick([7, 14]),
    },
    maxReceiveCount: dice.isLucky(50) ? 3 + dice.roll(5) : undefined,
    beginsThrottled: dice.isLucky(30),
    isUnheard,
    concurrency: dice.pick([1, 6]),
    secret: createSecret(dice),
    jumpsMs: jumpsOf(isLong, isUnheard),
    faultPercent: dice.pick(mayResend ? [0, 12, 25, 45] : [0, 5, 12, 25]),
  };
}

/** Longer than a breaker pauses, where calls end unknown one after the other. */
function jumpsOf(isLong: boolean, isUnheard: boolean): number[] {
  if (isUnheard) return [HOUR_MS / 2, HOUR_MS];
  return isLong ? [50, HOUR_MS, 30 * HOUR_MS, 100 * HOUR_MS] : [50, 50, HOUR_MS / 6, HOUR_MS];
}

function makeAsked(key: string, capability: Capability, dice: Dice): Asked {
  const isNamed = dice.isLucky(40);
  const isEvent = !isNamed && dice.isLucky(20);
  const name = isNamed ? `name-${key}` : `message-${key}`;
  const ids = capability === 'campaign-create' ? [`campaign-${key}`] : [`${key}-u0`, `${key}-u1`];
  const request = {
    ...(capability === 'campaign-create' ? campaignOf(ids, dice) : pushOf(ids)),
    ...(dice.isLucky(50) && { apps: dice.pick([['ios'], ['android', 'ios'], ['web', 'android']]) }),
    ...(isNamed && { idempotency_key: name }),
  };
  const envelope = { id: name, 'detail-type': detailTypes[capability], detail: request };
  const body = JSON.stringify(isEvent ? envelope : request);
  const twice = isNamed && dice.isLucky(30) ? ['first', 'second'] : ['first'];
  const messageIds = isNamed || isEvent ? twice.map((each) => `${each}-of-${name}`) : [name];
  return { name, request, ids, messages: messageIds.map((id) => ({ id, body })) };
}

const detailTypes: Readonly<Record<Capability, string>> = {
  'transactional-send': 'Batch Transactional Send',
  'campaign-create': 'Batch Campaign Create',
};

function pushOf(ids: readonly string[]): Record<string, unknown> {
  return { group_id: 'news', recipients: { custom_ids: ids }, message: { body: 'b' } };
}

/** To everybody, soon. */
function campaignOf([name]: readonly string[], dice: Dice): Record<string, unknown> {
  const startsAt = START_MS + dice.pick([60_000, HOUR_MS / 2, 3 * HOUR_MS, 72 * HOUR_MS]);
  const push_time = new Date(startsAt).toISOString().slice(0, 19);
  return { name, live: true, push_time, confirm: 'everyone', messages: [{ language: 'en', body: 'b' }] };
}
