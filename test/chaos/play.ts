import type { SQSRecord } from 'aws-lambda';
import type { Events, Weather } from './gate.ts';
import { createDice, type Dice } from './random.ts';
import { type Asked, makeScenario, type QueuedMessage, type Scenario } from './scenario.ts';
import { type Facts, readExchange } from './services.ts';
import { SANDBOXES, type World } from './world.ts';

/** Invocations in bad weather. */
const STORMY_ROUNDS = 8;

/**
 * How many more a request may need once it has cleared. A few, or one more for each that a busy machine has kept from
 * being done in time.
 */
const CALM_ROUNDS = 100;

/** Time that an invocation has: too little to wait for what comes after a 429. */
const REMAINING_MS = 4_000;

/** Past anybody's deadline, and short of it. */
const LONG_MS = 600_000;
const SHORT_MS = 50;

/** What came of one seed. */
export interface Played {
  readonly scenario: Scenario;
  readonly facts: Facts;
  readonly events: Events;
  readonly deliveries: number;
  /** Names of requests that ended in a way that tells nobody: not accepted, no letter, no answer. */
  readonly lost: readonly string[];
  /** Recipients beyond what was asked for: `app id`. */
  readonly repeated: readonly string[];
  /** Requests that were still not ended when the weather had been calm for long. */
  readonly unfinished: readonly string[];
  /** Letters without a reason, or that tell of a person. */
  readonly faultyLetters: readonly string[];
}

/** Plays one seed to its end. */
export async function play(world: World, seed: number): Promise<Played> {
  const scenario = makeScenario(seed);
  const game = new Game(world, scenario);
  if (scenario.trigger === 'queue') await game.playQueue();
  else await game.playHttp();
  return game.result();
}

class Game {
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #dice: Dice;
  readonly #facts: Facts = { accepted: new Map(), letters: [], calls: 0 };
  readonly #events: Events = { kills: new Map(), faults: 0 };
  readonly #occurrences = new Map<string, number>();
  /** Messages that SQS was told to delete. */
  readonly #done = new Set<QueuedMessage>();
  /** Requests over HTTP whose caller has a last word. */
  readonly #answered = new Set<Asked>();
  #deliveries = 0;

  constructor(world: World, scenario: Scenario) {
    this.#world = world;
    this.#scenario = scenario;
    this.#dice = createDice('game', scenario.seed);
  }

  async playQueue(): Promise<void> {
    const { messages } = this.#scenario;
    this.#setWeather(true);
    for (let round = 0; round < STORMY_ROUNDS; round++) {
      const batches = SANDBOXES.filter((_, index) => index === 0 || this.#dice.isLucky(30)).map(() =>
        this.#drawBatch(),
      );
      this.#passTime();
      await Promise.all(batches.map((batch, index) => this.#deliver(batch, index)));
    }
    this.#setWeather(false);
    for (let round = 0; round < CALM_ROUNDS && this.#done.size < messages.length; round++) {
      this.#world.passTime(LONG_MS);
      await this.#deliver(
        messages.filter((message) => !this.#done.has(message)),
        0,
      );
    }
  }

  async playHttp(): Promise<void> {
    const { asked } = this.#scenario;
    this.#setWeather(true);
    for (let round = 0; round < STORMY_ROUNDS; round++) {
      this.#passTime();
      await Promise.all(SANDBOXES.map((_, index) => this.#ask(this.#dice.pick(asked), index)));
    }
    this.#setWeather(false);
    for (let round = 0; round < CALM_ROUNDS && this.#answered.size < asked.length; round++) {
      this.#world.passTime(LONG_MS);
      for (const one of asked) await this.#ask(one, 0);
    }
  }

  result(): Played {
    const { scenario, facts, events, deliveries } = this.#collect();
    const isEnded = (asked: Asked) =>
      scenario.trigger === 'http'
        ? this.#answered.has(asked)
        : scenario.messages.every((message) => message.asked !== asked || this.#done.has(message));
    const hasLetter = ({ name }: Asked) =>
      facts.letters.some(({ attributes }) => attributes['idempotency_key'] === name);
    const isAccepted = ({ apps, ids }: Asked) =>
      apps.every((app) => ids.every((id) => facts.accepted.has(`${app} ${id}`)));
    return {
      scenario,
      facts,
      events,
      deliveries,
      repeated: this.#repeated(),
      unfinished: scenario.asked.filter((asked) => !isEnded(asked)).map(({ name }) => name),
      lost: scenario.asked
        .filter((asked) => scenario.trigger === 'queue' && isEnded(asked) && !isAccepted(asked) && !hasLetter(asked))
        .map(({ name }) => name),
      faultyLetters: facts.letters
        .filter(({ attributes }) => !attributes['reason'] || /-u\d|shared/.test(attributes['detail'] ?? ''))
        .map(({ attributes }) => JSON.stringify(attributes)),
    };
  }

  #collect() {
    return { scenario: this.#scenario, facts: this.#facts, events: this.#events, deliveries: this.#deliveries };
  }

  #repeated(): string[] {
    const asks = new Map<string, number>();
    for (const { apps, ids } of this.#scenario.asked) {
      for (const key of apps.flatMap((app) => ids.map((id) => `${app} ${id}`))) asks.set(key, (asks.get(key) ?? 0) + 1);
    }
    return [...this.#facts.accepted].filter(([key, count]) => count > (asks.get(key) ?? 0)).map(([key]) => key);
  }

  #setWeather(isStormy: boolean): void {
    const { seed, kind, faultPercent } = this.#scenario;
    const { forward } = this.#world;
    const weather: Weather = {
      seed,
      faultPercent: isStormy ? faultPercent : 0,
      events: this.#events,
      read: (seen) => readExchange({ seed, kind }, seen, this.#facts, forward),
      occurrences: this.#occurrences,
    };
    this.#world.setWeather(weather);
  }

  /** Mostly what is to be delivered; now and then once more what was done already, as SQS may. */
  #drawBatch(): QueuedMessage[] {
    return this.#scenario.messages.filter((message) => this.#dice.isLucky(this.#done.has(message) ? 15 : 70));
  }

  #passTime(): void {
    this.#world.passTime(this.#dice.isLucky(30) ? SHORT_MS : LONG_MS);
  }

  async #deliver(batch: readonly QueuedMessage[], sandbox: number): Promise<void> {
    if (batch.length === 0) return;
    this.#deliveries += batch.length;
    const event = { Records: batch.map(toRecord) };
    const answer = (await this.#invoke(event, sandbox)) as
      | { batchItemFailures: { itemIdentifier: string }[] }
      | undefined;
    if (!answer) return;
    const back = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const message of batch) if (!back.has(message.id)) this.#done.add(message);
  }

  /** A caller repeats with the same key until nothing is left that may still come. */
  async #ask(asked: Asked, sandbox: number): Promise<void> {
    if (this.#answered.has(asked)) return;
    this.#deliveries += 1;
    const event = { body: JSON.stringify(asked.request), headers: { 'Idempotency-Key': asked.name } };
    const answer = (await this.#invoke(event, sandbox)) as { statusCode: number; body: string } | undefined;
    const results: { status: string }[] = (answer && JSON.parse(answer.body).results) ?? [];
    const isOpen = results.length === 0 || results.some(({ status }) => status === 'deferred');
    if (answer && answer.statusCode !== 409 && !isOpen) this.#answered.add(asked);
  }

  #invoke(event: unknown, sandbox: number): Promise<unknown> {
    const { kind, policy, trigger } = this.#scenario;
    const name = SANDBOXES[sandbox] ?? 'a';
    return this.#world.invoke(kind.capability, policy, name, { trigger, event, remainingMs: REMAINING_MS });
  }
}

function toRecord({ id, body }: QueuedMessage, index: number): Partial<SQSRecord> {
  return { messageId: id, receiptHandle: `${id} ${index}`, body };
}
