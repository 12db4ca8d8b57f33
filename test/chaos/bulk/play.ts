import type { Events } from '../gate.ts';
import { createDice, type Dice } from '../random.ts';
import type { Facts } from '../services.ts';
import { SANDBOXES, type World } from '../world.ts';
import { Mailbox, type Message, toRecord } from './mailbox.ts';
import { type BulkScenario, makeBulkScenario } from './scenario.ts';
import { readBulkExchange } from './services.ts';
import { faultsOfStatus, type Told } from './told.ts';

/** Rounds in bad weather, and how many more it may need once it has cleared. */
const STORMY_ROUNDS = 12;
const CALM_ROUNDS = 100;

/** Time that an invocation has: so little that a reader comes a few parts far. */
const REMAINING_MS = 4_000;

/** Past anybody's deadline, and short of it. */
const LONG_MS = 600_000;
const SHORT_MS = 50;

const MOST_IN_A_BATCH = 5;

/** What came of one seed. */
export interface PlayedBulk {
  readonly scenario: BulkScenario;
  readonly facts: Facts;
  readonly events: Events;
  readonly deliveries: number;
  readonly messages: readonly Message[];
  /** The last status; undefined if the bulk never came to its end. */
  readonly told: Told | undefined;
  /** What did not add up in a status on the way. */
  readonly faults: readonly string[];
}

/** Plays one bulk to its end. */
export async function playBulk(world: World, seed: number): Promise<PlayedBulk> {
  const game = new BulkGame(world, makeBulkScenario(seed));
  await game.play();
  return game.result();
}

class BulkGame {
  readonly #world: World;
  readonly #scenario: BulkScenario;
  readonly #dice: Dice;
  readonly #facts: Facts = { accepted: new Map(), letters: [], calls: 0 };
  readonly #events: Events = { kills: new Map(), faults: 0 };
  readonly #occurrences = new Map<string, number>();
  readonly #mailbox = new Mailbox();
  readonly #faults = new Set<string>();
  #id: string | undefined;
  #isCancelled = false;
  #isStormy = true;
  #deliveries = 0;
  #told: Told | undefined;

  constructor(world: World, scenario: BulkScenario) {
    this.#world = world;
    this.#scenario = scenario;
    this.#dice = createDice('bulk game', scenario.seed);
  }

  async play(): Promise<void> {
    this.#setWeather();
    for (let round = 0; round < STORMY_ROUNDS; round++) {
      this.#world.passTime(this.#dice.isLucky(30) ? SHORT_MS : LONG_MS);
      await this.#playRound(round, () => this.#dice.isLucky(70));
    }
    this.#isStormy = false;
    this.#setWeather();
    for (let round = STORMY_ROUNDS; round < STORMY_ROUNDS + CALM_ROUNDS && !this.#isOver(); round++) {
      this.#world.passTime(LONG_MS);
      await this.#playRound(round, () => true);
    }
    await this.#look();
  }

  result(): PlayedBulk {
    return {
      scenario: this.#scenario,
      facts: this.#facts,
      events: this.#events,
      deliveries: this.#deliveries,
      messages: this.#mailbox.messages,
      told: this.#isOver() ? this.#told : undefined,
      faults: [...this.#faults],
    };
  }

  #isOver(): boolean {
    const isCalledOff = this.#isCancelled || this.#scenario.cancelledAt === undefined;
    return this.#id !== undefined && isCalledOff && this.#mailbox.isEmpty();
  }

  #setWeather(): void {
    const { seed, faultPercent } = this.#scenario;
    const { now, forward } = this.#world;
    const around = { scenario: this.#scenario, facts: this.#facts, mailbox: this.#mailbox, now, forward };
    this.#world.setWeather({
      seed,
      faultPercent: this.#isStormy ? faultPercent : 0,
      events: this.#events,
      occurrences: this.#occurrences,
      read: (seen) => readBulkExchange(seen, around),
    });
  }

  async #playRound(round: number, isLucky: () => boolean): Promise<void> {
    const { cancelledAt, kind } = this.#scenario;
    if (this.#id === undefined) await this.#start();
    const isToBeCancelled = cancelledAt !== undefined && round >= cancelledAt && !this.#isCancelled;
    await Promise.all([
      ...this.#draw('bulk-start', isLucky).map((message, index) => this.#deliver('bulk-start', [message], index)),
      ...this.#drawBatches(isLucky).map((batch, index) => this.#deliver(kind.capability, batch, index)),
      ...(isToBeCancelled ? [this.#cancel()] : []),
    ]);
    await this.#look();
  }

  /** For each sandbox at most one; now and then the same for both. */
  #draw(queue: string, isLucky: () => boolean): Message[] {
    const due = this.#dueOn(queue).filter(isLucky);
    const [first] = due;
    if (first && this.#isStormy && this.#dice.isLucky(10)) return [first, first];
    return due.slice(0, SANDBOXES.length);
  }

  /** One for each sandbox; now and then both have the same. */
  #drawBatches(isLucky: () => boolean): Message[][] {
    const due = this.#dueOn(this.#scenario.kind.capability).filter(isLucky);
    const isTwice = this.#isStormy && this.#dice.isLucky(15);
    return SANDBOXES.map((_, index) => (isTwice ? due : due.slice(index * MOST_IN_A_BATCH)).slice(0, MOST_IN_A_BATCH));
  }

  /** What waits; while it storms now and then once more what was done already, as SQS may. */
  #dueOn(queue: string): Message[] {
    return this.#mailbox
      .dueOn(queue, this.#world.now())
      .filter(({ isDone, receiveCount }) => !isDone || (this.#isStormy && receiveCount < 3 && this.#dice.isLucky(15)));
  }

  async #start(): Promise<void> {
    const headers = { 'Idempotency-Key': `bulk-${this.#scenario.seed}` };
    const answer = await this.#ask('bulk-start', { body: JSON.stringify(this.#scenario.start), headers });
    if (answer?.statusCode === 202) this.#id = answer.body['id'] as string;
    else if (answer && answer.statusCode < 500) this.#faults.add(`a start was answered ${answer.statusCode}`);
  }

  async #cancel(): Promise<void> {
    if (this.#id === undefined) return;
    const answer = await this.#ask('bulk-cancel', { pathParameters: { id: this.#id } });
    this.#isCancelled ||= answer?.statusCode === 200;
  }

  async #look(): Promise<void> {
    if (this.#id === undefined) return;
    const answer = await this.#ask('bulk-status', { pathParameters: { id: this.#id } });
    if (answer?.statusCode !== 200) return;
    this.#told = answer.body as unknown as Told;
    for (const fault of faultsOfStatus(this.#told, this.#scenario)) this.#faults.add(fault);
  }

  async #ask(capability: string, event: unknown) {
    const answer = (await this.#invoke(capability, 'http', event, 0)) as
      | { statusCode: number; body: string }
      | undefined;
    return answer && { statusCode: answer.statusCode, body: JSON.parse(answer.body) as Record<string, unknown> };
  }

  async #deliver(capability: string, batch: readonly Message[], sandbox: number): Promise<void> {
    if (batch.length === 0) return;
    this.#deliveries += batch.length;
    const answer = (await this.#invoke(capability, 'queue', { Records: batch.map(toRecord) }, sandbox)) as
      | { batchItemFailures: { itemIdentifier: string }[] }
      | undefined;
    if (!answer) return;
    const back = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const message of batch) message.isDone ||= !back.has(message.id);
  }

  #invoke(capability: string, trigger: 'http' | 'queue', event: unknown, sandbox: number): Promise<unknown> {
    const name = SANDBOXES[sandbox] ?? 'a';
    return this.#world.invoke(capability, this.#scenario.policy, name, { trigger, event, remainingMs: REMAINING_MS });
  }
}
