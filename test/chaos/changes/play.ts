import type { SQSRecord } from 'aws-lambda';
import { toLetter } from '../../../tools/dead-letters/letter.ts';
import { decide } from '../../../tools/dead-letters/policy.ts';
import { record } from '../../support/work.ts';
import { MOST_UNKNOWN } from '../outage/figures.ts';
import { createDice, type Dice } from '../random.ts';
import { hashOf, leftOut, type SentPart, sentParts } from './knowledge.ts';
import { createSandbox, type Invocation, type Sandbox } from './sandbox.ts';
import { type Asked, makeScenario, type Scenario, type Settings } from './scenario.ts';
import { appOf } from './secret.ts';
import { type SentLetter, World } from './world.ts';

/** Rounds with faults and changes, and how many a request may need once both have ended. */
const STORMY_ROUNDS = 10;
const CALM_ROUNDS = 12;

/** What the queues take. */
const MAX_MESSAGE_BYTES = 1_044_480;

/** From one calm round to the next: longer than a breaker pauses. */
const CALM_MS = 1_000_000;

/** How long each of the two sandboxes keeps its secret: not at all, and for longer than a scenario lasts. */
const SECRET_TTLS_MS = [0, 365 * 24 * 3_600_000];

/** A message on the queue, or a letter on the other. */
interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly asked: Asked;
  readonly sentAt: number;
  receiveCount: number;
}

/** What came of one seed. */
export interface Played {
  readonly scenario: Scenario;
  readonly world: World;
  readonly deliveries: number;
  readonly changes: ReadonlyMap<string, number>;
  /** Reasons of all letters; SQS itself gives none. */
  readonly letters: readonly string[];
  /** What was accepted more than once: `app id`. */
  readonly repeated: readonly string[];
  /** Requests that ended without being accepted by each of their apps, and without a letter. */
  readonly lost: readonly string[];
  /** Where something was accepted that was not for it: `app id`. */
  readonly strayed: readonly string[];
  /** What was sent more often without anybody knowing how that ended than even `resend` does: `app id`. */
  readonly insisted: readonly string[];
  /** Requests that were still not ended when all had been calm for long. */
  readonly unfinished: readonly string[];
  /** Letters that say less than the ledger knew. */
  readonly silences: readonly string[];
}

/** Plays one seed to its end, the same way each time. */
export async function play(seed: number): Promise<Played> {
  const game = new Game(makeScenario(seed));
  await game.world.time.run(game.play());
  return game.result();
}

class Game {
  readonly world: World;
  readonly #scenario: Scenario;
  readonly #dice: Dice;
  readonly #sandboxes: Sandbox[];
  readonly #done: Message[] = [];
  readonly #reasons: string[] = [];
  readonly #silences: string[] = [];
  readonly #changes = new Map<string, number>();
  /** The apps of a request's first try, where the ledger could have been told of them and was not. */
  readonly #apps = new Map<Asked, readonly string[]>();
  #queue: Message[];
  #letters: Message[] = [];
  #deliveries = 0;
  #made = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.world = new World(scenario);
    this.#dice = createDice('changing', scenario.seed);
    this.#sandboxes = SECRET_TTLS_MS.map((_, index) => this.#newSandbox(index));
    const sentAt = this.world.time.now();
    this.#queue = scenario.asked.flatMap((asked) =>
      asked.messages.map(({ id, body }) => ({ id, body, asked, sentAt, attributes: {}, receiveCount: 0 })),
    );
  }

  async play(): Promise<void> {
    for (let round = 0; round < STORMY_ROUNDS; round++) {
      await Promise.all(this.#sandboxes.map((_, index) => this.#deliver(this.#drawBatch(index), index)));
      this.#changeSomething();
      this.world.isThrottled = false;
      await this.world.time.sleep(this.#dice.pick(this.#scenario.jumpsMs));
    }
    this.#calmDown();
    for (let round = 0; round < CALM_ROUNDS; round++) {
      await this.world.time.sleep(CALM_MS);
      await this.#deliver([...this.#queue], 0);
    }
  }

  result(): Played {
    const { asked, mayResend } = this.#scenario;
    const isOpen = (one: Asked) => this.#queue.some((message) => message.asked === one);
    const hasLetter = (one: Asked) => this.#letters.some((letter) => letter.asked === one);
    const names = (among: readonly Asked[]) => among.map(({ name }) => name);
    return {
      scenario: this.#scenario,
      world: this.world,
      deliveries: this.#deliveries,
      changes: this.#changes,
      letters: this.#reasons,
      silences: this.#silences,
      repeated: mayResend ? [] : [...this.world.accepted].filter(([, count]) => count > 1).map(([each]) => each),
      insisted: [...this.world.unknown].filter(([, count]) => count > MOST_UNKNOWN).map(([each]) => each),
      strayed: asked.flatMap((one) => this.#strayed(one)),
      unfinished: names(asked.filter(isOpen)),
      lost: names(asked.filter((one) => !isOpen(one) && !hasLetter(one) && !this.#isAccepted(one))),
    };
  }

  #isAccepted(asked: Asked): boolean {
    const apps = this.#appsOf(asked);
    if (apps.size === 0) return false;
    return [...apps].every((app) => asked.ids.every((id) => this.world.accepted.has(`${app} ${id}`)));
  }

  /** The apps of its first try, as far as that is known. */
  #appsOf(asked: Asked): ReadonlySet<string> {
    const noted = this.#apps.get(asked);
    const claimed = this.world.firstApps.get(this.#hashOf(asked)) ?? [];
    return new Set(noted ?? claimed.map((hash) => this.world.appOfHash(hash)));
  }

  #strayed(asked: Asked): string[] {
    const apps = this.#appsOf(asked);
    const isFor = (push: string) => asked.ids.some((id) => push.endsWith(` ${id}`));
    return [...this.world.accepted.keys()].filter((push) => isFor(push) && !apps.has(push.split(' ')[0] ?? ''));
  }

  #hashOf(asked: Asked): string {
    return hashOf(this.#scenario.capability, asked);
  }

  #newSandbox(index: number): Sandbox {
    return createSandbox(this.world, `${index}-${this.#made++}`, SECRET_TTLS_MS[index] ?? 0);
  }

  /** Mostly what is to be delivered, to the second sandbox less; now and then once more what was done, as SQS may. */
  #drawBatch(sandbox: number): Message[] {
    const isDrawn = () => this.#dice.isLucky(sandbox === 0 ? 70 : 40);
    return [...this.#queue.filter(isDrawn), ...this.#done.filter(() => this.#dice.isLucky(5))];
  }

  async #deliver(drawn: readonly Message[], index: number): Promise<void> {
    const batch = drawn.filter((message) => this.#receive(message));
    if (batch.length === 0) return;
    if (this.#sandboxes[index]?.isDead) this.#sandboxes[index] = this.#newSandbox(index);
    const sandbox = this.#sandboxes[index] as Sandbox;
    this.#deliveries += batch.length;
    const invocation = this.#observe(batch);
    const hadApps = new Set(batch.filter(({ asked }) => this.world.firstApps.has(this.#hashOf(asked))));
    const back = await sandbox.invoke(batch.map(toRecord), invocation);
    if (!back) return;
    for (const message of batch) {
      if (!back.includes(message.id)) this.#end(message);
      else if (!hadApps.has(message) && !invocation.isDisturbed) this.#noteApps(message.asked, sandbox);
    }
  }

  /** SQS moves away what was received as often as it may be. */
  #receive(message: Message): boolean {
    const { maxReceiveCount = Number.POSITIVE_INFINITY } = this.#scenario;
    message.receiveCount += 1;
    if (message.receiveCount <= maxReceiveCount) return true;
    if (!this.#queue.includes(message)) return false;
    this.#queue = this.#queue.filter((each) => each !== message);
    this.#letters.push(message);
    this.#reasons.push('moved by SQS');
    return false;
  }

  #end(message: Message): void {
    if (!this.#queue.includes(message)) return;
    this.#queue = this.#queue.filter((each) => each !== message);
    this.#done.push(message);
  }

  /** What a request without `apps` was for when it went back the first time, by the secret of who tried it and did not note it. */
  #noteApps(asked: Asked, sandbox: Sandbox): void {
    const isNoted = this.world.firstApps.has(this.#hashOf(asked));
    if ('apps' in asked.request || isNoted || this.#apps.has(asked)) return;
    const { apps } = JSON.parse(sandbox.lastSecret() ?? '{"apps": {}}') as { apps: Record<string, string> };
    this.#apps.set(asked, Object.values(apps).map(appOf));
  }

  /** Holds the letters of one invocation against what the ledger knew when it began, and what it learned by itself. */
  #observe(batch: readonly Message[]): Invocation {
    const { table, time } = this.world;
    const known = new Map(
      batch.map(({ asked }) => [asked, sentParts(table, this.#hashOf(asked), time.now())] as const),
    );
    const invocation: Invocation = {
      isDisturbed: false,
      sent: (letter) => {
        const message = batch.find(({ id }) => id === letter.attributes['source']);
        if (!message) throw new Error(`A letter of a message that was not delivered: ${letter.attributes['source']}`);
        this.#keep(letter, message);
        if (invocation.isDisturbed) return;
        const silence = leftOut(letter.attributes, this.#stillKnown(message.asked, known.get(message.asked)));
        if (silence !== undefined) this.#silences.push(`${message.asked.name}: ${silence}`);
      },
    };
    return invocation;
  }

  /** Of the parts that may have been sent, those that still are such by what the ledger holds now. */
  #stillKnown(asked: Asked, before: ReadonlyMap<string, SentPart> = new Map()): SentPart[] {
    const now = sentParts(this.world.table, this.#hashOf(asked), this.world.time.now());
    return [...before].filter(([name]) => now.has(name)).map(([, part]) => part);
  }

  #keep({ body, attributes }: SentLetter, { asked }: Message): void {
    const sentAt = this.world.time.now();
    this.#letters.push({ id: `letter-${this.#made++}`, body, attributes, asked, sentAt, receiveCount: 0 });
    this.#reasons.push(attributes['reason'] ?? '');
  }

  #changeSomething(): void {
    const dice = this.#dice;
    if (this.world.isThrottled) this.#change('secret', () => this.#scenario.secret.change(dice));
    if (dice.isLucky(45)) this.#change('secret', () => this.#scenario.secret.change(dice));
    if (dice.isLucky(20)) this.#change('settings', () => this.#changeSettings());
    if (dice.isLucky(30)) this.#putBack();
  }

  #change(what: string, how: () => void): void {
    how();
    this.#changes.set(what, (this.#changes.get(what) ?? 0) + 1);
  }

  /** AWS goes on using a sandbox of before for what it has begun, and no longer: the first is new at once, the second later. */
  #changeSettings(): void {
    const { policy, allowsLive, ledgerTtlDays } = this.world.settings;
    const changed: Settings[] = [
      { policy, allowsLive: !allowsLive, ledgerTtlDays },
      { policy, allowsLive, ledgerTtlDays: ledgerTtlDays === 7 ? 14 : 7 },
    ];
    if (this.#scenario.mayResend) {
      changed.push({ policy: policy === 'park' ? 'resend' : 'park', allowsLive, ledgerTtlDays });
    }
    this.world.settings = this.#dice.pick(changed);
    this.#sandboxes[0] = this.#newSandbox(0);
    if (this.#dice.isLucky(50)) this.#sandboxes[1] = this.#newSandbox(1);
  }

  /** Puts letters back, as the tool does or as SQS's own redrive: only the tool finds the name of one that SQS moved. */
  #putBack(): void {
    const isRedrive = this.#dice.isLucky(50);
    const chosen = this.#letters.filter(() => this.#dice.isLucky(60));
    for (const letter of chosen) {
      const hasName = letter.attributes['reason'] !== undefined;
      const attributes = isRedrive && hasName ? letter.attributes : this.#retry(letter);
      if (!attributes) continue;
      const sentAt = this.world.time.now();
      this.#letters = this.#letters.filter((each) => each !== letter);
      this.#change(isRedrive && hasName ? 'redriven letters' : 'retried letters', () =>
        this.#queue.push({ ...letter, id: `back-${this.#made++}`, attributes, sentAt, receiveCount: 0 }),
      );
    }
  }

  /** The attributes that `npm run dead-letters -- retry` puts a letter back with; nothing if it leaves it. */
  #retry({ id, body, attributes, sentAt }: Message): Readonly<Record<string, string>> | undefined {
    const message = {
      MessageId: id,
      Body: body,
      Attributes: { SentTimestamp: `${sentAt}` },
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    };
    const capability = { name: this.#scenario.capability, effect: 'once' as const };
    const letter = toLetter(message, { capability, maxReceiveCount: this.#scenario.maxReceiveCount ?? 0 });
    const decision = decide('retry', letter, { capability, maxMessageBytes: MAX_MESSAGE_BYTES });
    return decision.kind === 'send' ? decision.attributes : undefined;
  }

  /** No more faults, and every app is in its place. */
  #calmDown(): void {
    this.world.isStormy = false;
    this.#scenario.secret.restore();
    this.#sandboxes[0] = this.#newSandbox(0);
  }
}

function toRecord({ id, body, attributes, sentAt, receiveCount }: Message): SQSRecord {
  return record(id, body, {
    SentTimestamp: `${sentAt}`,
    ApproximateReceiveCount: `${receiveCount}`,
    messageAttributes: { ...attributes },
  });
}
