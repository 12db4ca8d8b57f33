import { keysOf, type Secret } from '../aws/secret.ts';
import type { Deadline } from '../deadline.ts';
import { type Claims, NOTHING_TO_CLAIM } from '../delivery/claims.ts';
import { Delivery } from '../delivery/deliver.ts';
import type { Delivered } from '../delivery/delivered.ts';
import { Keys } from '../delivery/keys.ts';
import type { Call, Part } from '../endpoints/call.ts';
import type { Endpoint, RequestFields } from '../endpoints/endpoint.ts';
import { retarget } from '../ledger/apps.ts';
import { Admission, type Admitted, type Asked, type AttemptTools, requireLedger, type Turned } from './admission.ts';
import { isStillOpen, placesDone, rememberedShares } from './progress.ts';
import type { Share } from './share.ts';

/** What became of the requests of one plan, by their places. */
export interface Tried {
  /** All calls, once each. */
  readonly delivered: readonly Delivered[];
  readonly shares: readonly (readonly Share[])[];
  /** Errors of ours that one request brought about and that no other has to suffer for, by its place, in order. */
  readonly defects: ReadonlyMap<number, unknown>;
}

/** How long an attempt may take: all of it, and the calls to Batch alone. */
interface Deadlines {
  readonly whole: Deadline;
  readonly ofCalls: Deadline;
}

/** One invocation's attempt at requests: over HTTP at one, on a queue at many. */
export class Attempt<Request extends RequestFields> {
  readonly #endpoint: Endpoint<Request>;
  readonly #secret: Secret;
  readonly #deadline: Deadline;
  readonly #tools: AttemptTools;
  readonly #admission: Admission<Request>;
  readonly #keys: Keys;
  readonly #delivery: Delivery;

  constructor(endpoint: Endpoint<Request>, secret: Secret, { whole, ofCalls }: Deadlines, tools: AttemptTools) {
    this.#endpoint = endpoint;
    this.#secret = secret;
    this.#deadline = whole;
    this.#tools = tools;
    this.#admission = new Admission(endpoint, secret, whole, tools);
    this.#keys = new Keys(secret, endpoint.account, (refused) =>
      tools.credentials.replace(refused, ofCalls.remainingMs()),
    );
    this.#delivery = new Delivery(endpoint, this.#keys, ofCalls, tools);
  }

  /** What `Admission.admit` answers and throws. */
  admit(asked: Asked<Request>): Promise<Admitted<Request> | Turned> {
    return this.#admission.admit(asked);
  }

  /** What would be sent. */
  plan(admitted: readonly Admitted<Request>[]): Call[] {
    const requests = admitted.map((one) => ({ ...this.#renamed(one), apps: one.targets.map(({ app }) => app) }));
    return inOrderOfRequests(
      this.#endpoint.plan(
        requests,
        (chunk) => isStillOpen(chunk, admitted),
        (chunk) => placesDone(chunk, admitted),
      ),
    );
  }

  /** Plans requests together and carries them out. Throws only before anything has left. */
  async carryOut(admitted: readonly Admitted<Request>[]): Promise<Tried> {
    const tried = await this.#carryOutPlanned(admitted);
    const others = [...admitted.keys()].filter((index) => isForOtherApps(tried.shares[index]));
    if (others.length === 0) return tried;
    // Another attempt was the first, and for other apps: what it has begun is what is to be gone on with.
    // What can't be admitted just now stays as it is, to be tried again: others have been sent already.
    const again = await Promise.allSettled(
      others.map((index) => this.#admission.admit((admitted[index] as Admitted<Request>).asked, true)),
    );
    const known = again.flatMap((each, index) =>
      each.status === 'fulfilled' && 'asked' in each.value
        ? [{ each: each.value, index: others[index] as number }]
        : [],
    );
    const second = await this.#carryOutPlanned(known.map(({ each }) => each));
    const shares = [...tried.shares];
    for (const [index, { index: place }] of known.entries()) shares[place] = second.shares[index] ?? [];
    return { ...tried, delivered: [...tried.delivered, ...second.delivered], shares };
  }

  async #carryOutPlanned(asAdmitted: readonly Admitted<Request>[]): Promise<Tried> {
    const admitted = this.#inOneSecret(asAdmitted);
    const { calls, sound, defects } = planSound(admitted, (some) => this.plan(some));
    const ended = await this.#delivery.deliver(calls, this.#claimsOn(sound, calls));
    const delivered = this.#endpoint.isDoneWhenGone ? ended.map((each) => goneIsDone(each, sound)) : ended;
    const shares = sharesOf(delivered, sound);
    for (const index of defects.keys()) shares.splice(index, 0, []);
    return { delivered, shares, defects };
  }

  /** Since a request was admitted, the secret may have been read again for another, and its aliases stand for other keys. */
  #inOneSecret(admitted: readonly Admitted<Request>[]): readonly Admitted<Request>[] {
    const keys = this.#keys;
    keys.adopt(this.#admission.secret);
    if (keys.first === this.#secret) return admitted;
    const now = keysOf(keys.first, this.#endpoint.account);
    return admitted.map((one) => ({ ...one, targets: retarget(one.targets, now) }));
  }

  #renamed({ asked: { request }, targets }: Admitted<Request>): Request {
    const nameNow = (alias: string) => targets.find((target) => target.alias === alias)?.app ?? alias;
    return this.#endpoint.renameApps?.(request, nameNow) ?? request;
  }

  #claimsOn(admitted: readonly Admitted<Request>[], calls: readonly Call[]): Claims {
    const requests = admitted.map(({ asked: { effect, identity, repeats }, ...rest }) =>
      effect === 'once' && identity ? { identity, repeats, ...rest } : undefined,
    );
    if (requests.every((request) => request === undefined)) return NOTHING_TO_CLAIM;
    const { ledger, claims, clock } = this.#tools;
    if (!claims) throw new Error('Nothing claims what must not be repeated.');
    return claims(requireLedger(ledger), requests, calls, { deadline: this.#deadline, now: clock.now });
  }
}

/**
 * A 404 is an acceptance where an earlier try may have deleted what is gone: one of the call itself, or of a request in it that
 * comes back.
 */
function goneIsDone<Request extends RequestFields>(
  delivered: Delivered,
  admitted: readonly Admitted<Request>[],
): Delivered {
  const { outcome, exchanges, call } = delivered;
  if (outcome.status !== 'rejected' || outcome.httpStatus !== 404) return delivered;
  const mayBeDone =
    exchanges.some((each) => each.outcome.status === 'unknown') ||
    call.parts.some(({ request }) => admitted[request]?.asked.comesBack);
  return mayBeDone ? { ...delivered, outcome: { status: 'accepted' } } : delivered;
}

/** Plans together what can be planned. A request that can't even be planned by itself must not take the others along. */
function planSound<T>(admitted: readonly T[], plan: (admitted: readonly T[]) => Call[]) {
  const defects = new Map<number, unknown>();
  try {
    return { calls: plan(admitted), sound: admitted, defects };
  } catch {
    for (const [index, one] of admitted.entries()) {
      try {
        plan([one]);
      } catch (own) {
        defects.set(index, own);
      }
    }
    const sound = admitted.filter((_, index) => !defects.has(index));
    // Throws once more if it is not one of them that fails, but all together.
    return { calls: plan(sound), sound, defects };
  }
}

/** What one request asks for leaves together, so that whatever ends the work early leaves few requests half done. */
function inOrderOfRequests(calls: readonly Call[]): Call[] {
  const firstOf = new Map(
    calls.map((call) => [call, call.parts.reduce((least, { request }) => Math.min(least, request), Infinity)]),
  );
  return [...calls].sort((one, other) => (firstOf.get(one) ?? 0) - (firstOf.get(other) ?? 0));
}

function sharesOf<Request extends RequestFields>(
  delivered: readonly Delivered[],
  admitted: readonly Admitted<Request>[],
): Share[][] {
  const shares = admitted.map(rememberedShares);
  for (const each of delivered) {
    for (const [request, parts] of byRequest(each.call.parts)) {
      const target = admitted[request]?.targets.find(({ app }) => app === each.call.app);
      const items = parts.reduce((sum, part) => sum + part.items, 0);
      shares[request]?.push({ app: target?.alias ?? each.call.app, delivered: each, parts, items });
    }
  }
  return shares;
}

function byRequest(parts: readonly Part[]): Map<number, Part[]> {
  const requests = new Map<number, Part[]>();
  for (const part of parts) {
    const own = requests.get(part.request);
    if (own) own.push(part);
    else requests.set(part.request, [part]);
  }
  return requests;
}

function isForOtherApps(shares: readonly Share[] = []): boolean {
  return shares.some(({ delivered }) => delivered.hindrance === 'other-apps');
}
