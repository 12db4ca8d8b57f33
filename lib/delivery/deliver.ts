import pLimit, { type LimitFunction } from 'p-limit';
import type { Deadline } from '../deadline.ts';
import type { Call, Part } from '../endpoints/call.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { APP_REMOVED, CallMaker, type DeliveryTools, type GivesUp } from './call-maker.ts';
import { type Claims, NOTHING_TO_CLAIM, type NotMine } from './claims.ts';
import { type Delivered, type Exchanged, notMade } from './delivered.ts';
import type { Keys } from './keys.ts';
import { asRejected, isHalved, isRefused, stumbled } from './narrowing.ts';
import { ITEM_REFUSED } from './outcome.ts';
import type { Trigger } from './retry.ts';
import { inWaves } from './waves.ts';

/** The calls of one invocation, in one go or several: a pause that Batch asks for, and keys that it refuses, hold for all. */
export class Delivery {
  readonly #keys: Keys;
  readonly #trigger: Trigger;
  readonly #maker: CallMaker;
  readonly #limit: LimitFunction;

  constructor(endpoint: Endpoint, keys: Keys, deadline: Deadline, tools: DeliveryTools) {
    this.#keys = keys;
    this.#trigger = tools.trigger;
    this.#maker = new CallMaker(endpoint, keys, deadline, tools);
    this.#limit = pLimit(tools.concurrency);
  }

  /**
   * Carries out calls, several at once, and answers in their order: one entry per call, or per part of a call of which the ledger
   * knows something, or that had to be narrowed down because the whole of it was refused. Never throws: what one call comes to
   * must not be lost with another.
   *
   * @param claims what the requests have in the ledger; without, nothing is remembered
   */
  deliver(calls: readonly Call[], claims: Claims = NOTHING_TO_CLAIM): Promise<Delivered[]> {
    return inWaves(calls, this.#isOpen, (wave) => Promise.all(wave.map((call) => this.#deliverOne(call, claims))));
  }

  async #deliverOne(call: Call, claims: Claims): Promise<Delivered[]> {
    const { mine, others } = await this.#limit(() => this.#claimAndDeliver(call, claims));
    if (!mine) return others;
    const blamed: Delivered[] = [];
    const ended = await this.#conclude(mine, 0, blamed, claims);
    const landed = ended.some(({ outcome }) => outcome.status === 'accepted');
    const judged = blamed.map((each) => (landed ? { ...each, outcome: asRejected(each.outcome) } : each));
    return [...ended, ...(await Promise.all(judged.map((each) => settle(each, claims)))), ...others];
  }

  /** Claims right before the call leaves: what is claimed and not sent may come to be decided by a person. */
  async #claimAndDeliver(whole: Call, claims: Claims): Promise<{ mine?: Delivered; others: Delivered[] }> {
    const maker = this.#maker;
    const foreknown = claims.foreknown(whole);
    const others = notMine(whole, foreknown);
    const call = without(whole, foreknown);
    if (!call) return { others };
    const isAppLeft = this.#keys.ofApp(call.app, this.#keys.current) !== undefined;
    if (!isAppLeft) return { others: [...others, notMade(call, APP_REMOVED)] };
    const turns = maker.turns();
    const hindrance = await maker.firstTurn(call, turns);
    if (hindrance) return { others: [...others, notMade(call, hindrance)] };
    const permit = await maker.askBreaker(call);
    if (!('ended' in permit)) return { others: [...others, notMade(call, permit)] };
    const claimed = await claims.claim(call);
    others.push(...notMine(call, claimed.others));
    if (claimed.mine.length > 0)
      return {
        mine: await maker.make(onlyParts(call, claimed.mine), { turns, permit, isGivenUp: this.#isForHalving }),
        others,
      };
    permit.unused();
    return { others };
  }

  /**
   * Writes down how a call ended, or tries its halves. What was refused without a reason waits in `blamed` for the end of the
   * search, which shows whether it was about the item.
   */
  async #conclude(delivered: Delivered, barren: number, blamed: Delivered[], claims: Claims): Promise<Delivered[]> {
    if (isHalved(delivered, barren, this.#isRepeatable(delivered.call)))
      return this.#halve(delivered.call, barren, blamed, claims);
    if (!delivered.call.narrow && delivered.outcome.status === 'deferred' && isRefused(delivered.outcome)) {
      blamed.push(delivered);
      return [];
    }
    const { ended, apart } = itemByItem(delivered);
    const told = await Promise.all(ended.map((each) => settle(each, claims)));
    return [...told, ...(await this.#deliverApart(apart, blamed, claims))];
  }

  /** What was merged and refused, in the order in which it was asked for. */
  #deliverApart(calls: readonly Call[], blamed: Delivered[], claims: Claims): Promise<Delivered[]> {
    return inWaves(calls, this.#isOpen, (wave) =>
      Promise.all(
        wave.map(async (call) => this.#conclude(await this.#make(call, this.#isForHalving), 0, blamed, claims)),
      ),
    );
  }

  #halve(call: Call, barren: number, blamed: Delivered[], claims: Claims): Promise<Delivered[]> {
    let accepted = false;
    return inWaves(call.narrow?.() ?? [], this.#isOpen, async (halves) => {
      const delivered = await Promise.all(halves.map((half) => this.#make(half, this.#isHalfDone)));
      accepted ||= delivered.some(({ outcome }) => outcome.status === 'accepted');
      const next = accepted ? 0 : barren + 1;
      return Promise.all(
        delivered.map(async (each) => this.#conclude(await this.#insist(each, next), next, blamed, claims)),
      );
    });
  }

  /**
   * Where halving a call that Batch stumbles at brings nothing, it is Batch that is unwell: over HTTP, where the caller waits,
   * the half is tried for as long as any other call.
   */
  async #insist(delivered: Delivered, barren: number): Promise<Delivered> {
    const { call, exchanges: made } = delivered;
    const isTooSoon = barren > 0 && call.narrow && this.#isStumbling(call, made);
    if (!isTooSoon || this.#trigger !== 'http') return delivered;
    const { exchanges, ...last } = await this.#make(call, (_, exchanges) => isLastRefused(exchanges));
    return { ...last, exchanges: [...made, ...exchanges] };
  }

  #make(call: Call, isGivenUp: GivesUp): Promise<Delivered> {
    return this.#limit(() => this.#maker.make(call, { isGivenUp }));
  }

  /** Whether what comes after a call has to wait. What is unknown and not repeated is for a person to decide. */
  readonly #isOpen = ({ call, outcome: { status } }: Delivered) =>
    status === 'deferred' || (status === 'unknown' && this.#isRepeatable(call));

  /** A call that can be halved is halved sooner than tried for long. */
  readonly #isForHalving: GivesUp = (call, exchanges) =>
    call.narrow !== undefined && (isLastRefused(exchanges) || this.#isStumbling(call, exchanges));

  /** One of a search is not tried again after a refusal, even if nothing is left to halve. */
  readonly #isHalfDone: GivesUp = (call, exchanges) =>
    isLastRefused(exchanges) || (call.narrow !== undefined && this.#isStumbling(call, exchanges));

  #isStumbling(call: Call, exchanges: readonly Exchanged[]): boolean {
    return this.#isRepeatable(call) && stumbled(exchanges);
  }

  #isRepeatable(call: Call): boolean {
    return this.#maker.effectOf(call) !== 'once';
  }
}

/** What an accepted call comes to of which Batch refused items. It was made once, whatever that is. */
function itemByItem(delivered: Delivered): { readonly ended: readonly Delivered[]; readonly apart: readonly Call[] } {
  const { call, outcome } = delivered;
  if (outcome.status !== 'accepted' || !outcome.refused || !call.divide) return { ended: [delivered], apart: [] };
  const { refused, ...accepted } = outcome;
  const { rest, refused: items, apart } = call.divide(refused);
  const told = [
    ...(rest ? [{ ...delivered, call: rest, outcome: accepted }] : []),
    ...items.map(({ call: item, reason }) => {
      const error = { name: ITEM_REFUSED, detail: reason };
      return { ...delivered, call: item, outcome: { status: 'rejected' as const, httpStatus: 202, error } };
    }),
  ];
  return { ended: told.map((each, index) => (index === 0 ? each : { ...each, exchanges: [] })), apart };
}

async function settle(delivered: Delivered, claims: Claims): Promise<Delivered> {
  const unrecorded = await claims.settle(delivered.call, delivered.outcome);
  return unrecorded === undefined ? delivered : { ...delivered, unrecorded };
}

function notMine(call: Call, parts: readonly NotMine[]): Delivered[] {
  return parts.map(({ part, outcome, ...why }) => ({ ...notMade(onlyParts(call, [part]), outcome), ...why }));
}

/** The call less some of its parts, if anything is left of it. What is known of a part in pieces is known of all of it. */
function without(call: Call, parts: readonly NotMine[]): Call | undefined {
  if (parts.length === 0) return call;
  const keyOf = ({ request, chunk }: Part) => `${request} ${chunk}`;
  const gone = new Set(parts.map(({ part }) => keyOf(part)));
  const left = call.parts.filter((part) => !gone.has(keyOf(part)));
  return left.length === 0 ? undefined : onlyParts(call, left);
}

/** Itself, if these are all its parts, in their order. */
function onlyParts(call: Call, parts: readonly Part[]): Call {
  const isWhole = parts.length === call.parts.length && parts.every((part, index) => part === call.parts[index]);
  return isWhole || !call.only ? call : call.only(parts);
}

function isLastRefused(exchanges: readonly Exchanged[]): boolean {
  const last = exchanges.at(-1);
  return last !== undefined && isRefused(last.outcome);
}
