import type { TableClient } from '../../../lib/ledger/ledger.ts';
import { createTable, type Item } from '../../support/table.ts';
import { createVirtualTime } from '../../support/virtual-time.ts';
import { drawFate, type Fate, type Step } from '../faults.ts';
import { chance } from '../random.ts';
import { takesEffect } from '../services.ts';
import { type Scenario, type Settings, START_MS } from './scenario.ts';
import { appOf, keyHashOf } from './secret.ts';

/** A letter as it was sent, and by whose invocation. */
export interface SentLetter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Who makes an exchange: one invocation of one sandbox, which may be killed at it. */
export interface Caller {
  readonly isDead: boolean;
  die(): void;
  /** An exchange with something else than Batch went wrong. */
  disturbed(): void;
}

/** What an exchange comes to. */
interface Exchange<T> {
  readonly step: Step;
  readonly subject: string;
  carryOut(): Promise<T>;
  /** The other side says no. */
  refuse(occurrence: number): Promise<T>;
  /** Nothing is heard from it, whether it was carried out or not. */
  lose(): Promise<T>;
  /** Whether what is lost on its way back is asked for once more, as AWS's SDK does. */
  readonly isRepeated?: boolean;
}

/** How long an exchange takes at most if it is answered, and until nobody waits for an answer any more. */
const ANSWER_MS = 20;
const SILENCE_MS = 3_000;

/** What all sandboxes of a scenario have in common, and what has really happened. */
export class World {
  readonly time = createVirtualTime(START_MS);
  readonly table = createTable();
  readonly scenario: Scenario;
  settings: Settings;
  isStormy = true;
  isThrottled: boolean;
  /** How often Batch accepted something, by `app id`. */
  readonly accepted = new Map<string, number>();
  /** How often something was sent without anybody knowing how that ended, by `app id`. */
  readonly unknown = new Map<string, number>();
  readonly kills = new Map<string, number>();
  faults = 0;
  /** The apps that each request was first claimed or noted for, by the request's hash. */
  readonly firstApps = new Map<string, readonly string[]>();
  readonly #apps = new Map<string, string>();
  readonly #occurrences = new Map<string, number>();

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.settings = scenario.settings;
    this.isThrottled = scenario.beginsThrottled;
  }

  /** Something is sent to the app of a key, and nobody knows how that ended. */
  lose(key: string, ids: readonly string[]): void {
    for (const each of ids.map((id) => `${appOf(key)} ${id}`)) {
      this.unknown.set(each, (this.unknown.get(each) ?? 0) + 1);
    }
  }

  /** Batch takes something for the app of a key. */
  accept(key: string, ids: readonly string[]): void {
    for (const each of ids.map((id) => `${appOf(key)} ${id}`))
      this.accepted.set(each, (this.accepted.get(each) ?? 0) + 1);
  }

  /** Hands out the secret, whose keys the world then knows the hashes of. */
  readSecret(): string {
    const text = this.scenario.secret.text();
    for (const key of Object.values(JSON.parse(text).apps as Record<string, string>))
      this.#apps.set(keyHashOf(key), appOf(key));
    return text;
  }

  appOfHash(keyHash: string): string {
    return this.#apps.get(keyHash) ?? '';
  }

  /** The table, as seen by one caller. */
  tableFor(caller: Caller): TableClient {
    return {
      send: (command, options) => {
        const { Item, Key } = command.input as { Item?: Item; Key?: Item };
        const { request, part } = (Item ?? Key) as Item;
        const state = Item?.['state']?.S;
        return this.fare(caller, {
          step: Item ? (state === 'sending' ? 'claim' : 'settle') : 'other',
          subject: `${request?.S} ${part?.S} ${state}`,
          isRepeated: true,
          carryOut: async () => {
            const reply = await this.table.send(command, options);
            if (Item) this.#noteFirst(Item);
            return reply;
          },
          refuse: async () => fail('InternalServerError'),
          lose: async () => fail('TimeoutError'),
        });
      },
    };
  }

  /** Lets an exchange fare as the seed has it. Whoever is killed never hears of it. */
  async fare<T>(caller: Caller, exchange: Exchange<T>): Promise<T> {
    const { step, subject } = exchange;
    const { seed, faultPercent } = this.scenario;
    const occurrence = (this.#occurrences.get(`${step} ${subject}`) ?? 0) + 1;
    this.#occurrences.set(`${step} ${subject}`, occurrence);
    if (caller.isDead) return NEVER;
    await this.time.sleep(chance('ms', seed, step, subject, occurrence) * ANSWER_MS);
    if (caller.isDead) return NEVER;
    const fate = this.isStormy ? drawFate(seed, faultPercent, step, subject, occurrence) : 'through';
    if (fate === 'through') return exchange.carryOut();
    this.#count(step, fate);
    if (step !== 'call') caller.disturbed();
    return this.#befall(caller, exchange, fate, occurrence);
  }

  async #befall<T>(caller: Caller, exchange: Exchange<T>, fate: Fate, occurrence: number): Promise<T> {
    if (fate === 'refused') return exchange.refuse(occurrence);
    if (fate === 'killed after') {
      void this.time.sleep(1).then(() => caller.die());
      return exchange.carryOut();
    }
    // What the other side thinks of it, nobody hears.
    if (takesEffect(fate)) await exchange.carryOut().catch(() => {});
    if (fate.startsWith('killed')) {
      caller.die();
      return NEVER;
    }
    if (fate === 'lost after' && exchange.isRepeated) return exchange.carryOut();
    if (fate.startsWith('silent')) await this.time.sleep(SILENCE_MS);
    return exchange.lose();
  }

  #count(step: Step, fate: Fate): void {
    const [kind, when] = fate.split(' ');
    if (kind === 'killed') this.kills.set(`${when} ${step}`, (this.kills.get(`${when} ${step}`) ?? 0) + 1);
    else this.faults += 1;
  }

  #noteFirst({ request, apps }: Item): void {
    const key = request?.S ?? '';
    if (!apps?.S || this.firstApps.has(key)) return;
    const hashes = (JSON.parse(apps.S) as { keyHash: string }[]).map(({ keyHash }) => keyHash);
    this.firstApps.set(key, hashes);
  }
}

const NEVER = new Promise<never>(() => {});

/** As the SDK throws. */
export function fail(name: string): never {
  throw Object.assign(new Error('chaos'), { name });
}
