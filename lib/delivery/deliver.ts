import pLimit from 'p-limit';
import type { Deadline } from '../deadline.ts';
import type { Call, Endpoint, Part } from '../endpoints/endpoint.ts';
import { APP_REMOVED, createCallMaker, type DeliveryTools, type GivesUp } from './call-maker.ts';
import { type Claims, NOTHING_TO_CLAIM, type NotMine } from './claims.ts';
import { type Delivered, type Exchanged, notMade } from './delivered.ts';
import type { Keys } from './keys.ts';
import { asRejected, isHalved, isRefused, stumbled } from './narrowing.ts';
import { inWaves } from './waves.ts';

/** The calls of one invocation, in one go or several: a pause that Batch asks for, and keys that it refuses, hold for all. */
export interface Delivery {
  /**
   * Carries out calls, several at once, and answers in their order: one entry per call, or per part of a call of which the ledger
   * knows something, or that had to be narrowed down because the whole of it was refused. Never throws: what one call comes to
   * must not be lost with another.
   *
   * @param claims what the requests have in the ledger; without, nothing is remembered
   */
  deliver(calls: readonly Call[], claims?: Claims): Promise<Delivered[]>;
}

export function createDelivery(endpoint: Endpoint, keys: Keys, deadline: Deadline, tools: DeliveryTools): Delivery {
  const maker = createCallMaker(endpoint, keys, deadline, tools);
  const limit = pLimit(tools.concurrency);
  const isRepeatable = endpoint.effect !== 'once';

  function isStumbling(exchanges: readonly Exchanged[]): boolean {
    return isRepeatable && stumbled(exchanges);
  }

  /** A call that can be halved is halved sooner than tried for long. */
  const isForHalving: GivesUp = (call, exchanges) =>
    call.narrow !== undefined && (isLastRefused(exchanges) || isStumbling(exchanges));

  /** One of a search is not tried again after a refusal, even if nothing is left to halve. */
  const isHalfDone: GivesUp = (call, exchanges) =>
    isLastRefused(exchanges) || (call.narrow !== undefined && isStumbling(exchanges));

  /** Claims right before the call leaves: what is claimed and not sent may come to be decided by a person. */
  async function claimAndDeliver(whole: Call, claims: Claims): Promise<{ mine?: Delivered; others: Delivered[] }> {
    const foreknown = claims.foreknown(whole);
    const others = notMine(whole, foreknown);
    const call = without(whole, foreknown);
    if (!call) return { others };
    if (keys.ofApp(call.app, keys.current) === undefined) return { others: [...others, notMade(call, APP_REMOVED)] };
    const turn = maker.turns();
    if (!(await turn(0))) return { others: [...others, notMade(call, maker.notStarted())] };
    const permit = maker.askBreaker();
    if (!('ended' in permit)) return { others: [...others, notMade(call, permit)] };
    const claimed = await claims.claim(call);
    others.push(...notMine(call, claimed.others));
    if (claimed.mine.length > 0)
      return {
        mine: await maker.make(onlyParts(call, claimed.mine), { turn, permit, isGivenUp: isForHalving }),
        others,
      };
    permit.unused();
    return { others };
  }

  async function settle(delivered: Delivered, claims: Claims): Promise<Delivered> {
    const unrecorded = await claims.settle(delivered.call, delivered.outcome);
    return unrecorded === undefined ? delivered : { ...delivered, unrecorded };
  }

  /**
   * Writes down how a call ended, or tries its halves. What was refused without a reason waits in `blamed` for the end of the
   * search, which shows whether it was about the item.
   */
  async function conclude(
    delivered: Delivered,
    barren: number,
    blamed: Delivered[],
    claims: Claims,
  ): Promise<Delivered[]> {
    if (isHalved(delivered, barren, isRepeatable)) return halve(delivered.call, barren, blamed, claims);
    if (!delivered.call.narrow && delivered.outcome.status === 'deferred' && isRefused(delivered.outcome)) {
      blamed.push(delivered);
      return [];
    }
    return [await settle(delivered, claims)];
  }

  function halve(call: Call, barren: number, blamed: Delivered[], claims: Claims): Promise<Delivered[]> {
    let accepted = false;
    return inWaves(call.narrow?.() ?? [], async (halves) => {
      const delivered = await Promise.all(
        halves.map((half) => limit(() => maker.make(half, { isGivenUp: isHalfDone }))),
      );
      accepted ||= delivered.some(({ outcome }) => outcome.status === 'accepted');
      const next = accepted ? 0 : barren + 1;
      return Promise.all(delivered.map(async (each) => conclude(await insist(each, next), next, blamed, claims)));
    });
  }

  /**
   * Where halving a call that Batch stumbles at brings nothing, it is Batch that is unwell: over HTTP, where the caller waits,
   * the half is tried for as long as any other call.
   */
  async function insist(delivered: Delivered, barren: number): Promise<Delivered> {
    const isTooSoon = barren > 0 && delivered.call.narrow && isStumbling(delivered.exchanges);
    if (!isTooSoon || tools.trigger !== 'http') return delivered;
    const { exchanges, ...last } = await limit(() =>
      maker.make(delivered.call, { isGivenUp: (_, exchanges) => isLastRefused(exchanges) }),
    );
    return { ...last, exchanges: [...delivered.exchanges, ...exchanges] };
  }

  async function deliverOne(call: Call, claims: Claims): Promise<Delivered[]> {
    const { mine, others } = await limit(() => claimAndDeliver(call, claims));
    if (!mine) return others;
    const blamed: Delivered[] = [];
    const ended = await conclude(mine, 0, blamed, claims);
    const landed = ended.some(({ outcome }) => outcome.status === 'accepted');
    const judged = blamed.map((each) => (landed ? { ...each, outcome: asRejected(each.outcome) } : each));
    return [...ended, ...(await Promise.all(judged.map((each) => settle(each, claims)))), ...others];
  }

  return {
    deliver: (calls, claims = NOTHING_TO_CLAIM) =>
      inWaves(calls, (wave) => Promise.all(wave.map((call) => deliverOne(call, claims)))),
  };
}

function notMine(call: Call, parts: readonly NotMine[]): Delivered[] {
  return parts.map(({ part, outcome, ...why }) => ({ ...notMade(onlyParts(call, [part]), outcome), ...why }));
}

/** The call less some of its parts, if anything is left of it. */
function without(call: Call, parts: readonly NotMine[]): Call | undefined {
  if (parts.length === 0) return call;
  const gone = new Set(parts.map(({ part }) => part));
  const left = call.parts.filter((part) => !gone.has(part));
  return left.length === 0 ? undefined : onlyParts(call, left);
}

/** A call of one part is the whole of it. */
function onlyParts(call: Call, parts: readonly Part[]): Call {
  return call.only && parts.length < call.parts.length ? call.only(parts) : call;
}

function isLastRefused(exchanges: readonly Exchanged[]): boolean {
  const last = exchanges.at(-1);
  return last !== undefined && isRefused(last.outcome);
}
