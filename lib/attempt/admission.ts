import type { AwsError } from '../aws/error.ts';
import { type KeysByAlias, keysOf, type Secret } from '../aws/secret.ts';
import type { Deadline } from '../deadline.ts';
import type { DeliveryTools } from '../delivery/call-maker.ts';
import type { Rejected } from '../delivery/outcome.ts';
import type { Effect } from '../endpoints/call.ts';
import {
  type Endpoint,
  type Moment,
  type NamedApp,
  namedAppsOf,
  type Refusal,
  type RequestFields,
} from '../endpoints/endpoint.ts';
import { ConfigurationError, LedgerUnavailableError } from '../errors.ts';
import { isGone, lacksKeys, retarget, type Target, targetsOf, unknownApps } from '../ledger/apps.ts';
import type { ClaimedRequest, createClaims } from '../ledger/claims.ts';
import type { Identity } from '../ledger/identity.ts';
import { type Known, mayHaveBeenSent, recall } from '../ledger/known.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Repeats } from '../ledger/repeats.ts';
import { momentOf, unknownApp } from './refusals.ts';

/** What it takes to try requests. */
export interface AttemptTools extends DeliveryTools, Pick<Moment, 'allowLiveCampaigns'> {
  /** Only requests with a name need one. */
  readonly ledger: Ledger | undefined;
  /** What claims parts in the ledger; a read has none, and so does not carry the code. */
  readonly claims: typeof createClaims | undefined;
}

/** A valid request that somebody asks for. */
export interface Asked<Request> {
  readonly request: Request;
  /** What the ledger knows it by; without, nothing of it is remembered. */
  readonly identity?: Identity | undefined;
  /** Of carrying it out. */
  readonly effect: Effect;
  readonly repeats: Repeats;
  /** Whether the ledger is asked what it knows before anything is tried, since the request was tried before. */
  readonly comesBack: boolean;
}

/** A request that may be tried, as far as anything of it is still to be sent. */
export interface Admitted<Request>
  extends Pick<ClaimedRequest, 'targets' | 'account' | 'known' | 'noLongerValid' | 'unread'> {
  readonly asked: Asked<Request>;
  /** Whether the request itself says which apps it is for. */
  readonly namesApps: boolean;
}

/** Why a request may not be tried, and nothing of it was. */
export interface Turned {
  readonly turned: 'refused' | 'other-body';
  readonly refusals: readonly Refusal[];
}

/** Lets requests in, of one invocation. */
export class Admission<Request extends RequestFields> {
  readonly #endpoint: Endpoint<Request>;
  readonly #deadline: Deadline;
  readonly #tools: AttemptTools;
  #secret: Secret;

  constructor(endpoint: Endpoint<Request>, secret: Secret, deadline: Deadline, tools: AttemptTools) {
    this.#endpoint = endpoint;
    this.#deadline = deadline;
    this.#tools = tools;
    this.#secret = secret;
  }

  /** The newest secret that was needed so far. */
  get secret(): Secret {
    return this.#secret;
  }

  /**
   * Holds a request against the moment: aliases, time, settings. What the ledger knows of it comes before that.
   *
   * @param mustRecall whether the ledger is asked first, whatever else; if the request comes back, unless given
   * @throws ConfigurationError, SecretsUnavailableError if an alias is unknown and the secret can't be read anew
   * @throws LedgerUnavailableError if the request would be refused and the ledger can't be asked whether it was sent
   */
  async admit(asked: Asked<Request>, mustRecall = asked.comesBack): Promise<Admitted<Request> | Turned> {
    const { request, identity } = asked;
    const { account } = this.#endpoint;
    const named = namedAppsOf(this.#endpoint, request);
    const one = { asked, account, namesApps: named !== undefined };
    const isMissing = () => this.#keys.size === 0 || unknownApps(named ?? [], this.#keys).length > 0;
    const unrenewed = isMissing() ? await this.#renew() : undefined;
    const unknown = this.#unknownAmong(named);
    const targets = targetsOf(named, this.#keys);
    const refusals = [...unknown, ...this.#refusalsOf(request, targets)];
    const isRefused = refusals.length > 0 || targets.length === 0;
    const { known, unread } = identity && (isRefused || mustRecall) ? await this.#recall(identity) : {};
    if (known) {
      if (known.bodyHash !== identity?.bodyHash) return { turned: 'other-body', refusals: [] };
      return this.#admitKnown(one, known, unknown);
    }
    // Nobody is refused on old knowledge, be it of the secret or of the ledger.
    if (unrenewed !== undefined) throw unrenewed;
    if (!isRefused) return { ...one, targets, ...(unread && { unread }) };
    if (unread) throw new LedgerUnavailableError(`The ledger is out of reach (${unread.name}).`);
    if (this.#keys.size === 0) throw new ConfigurationError(`The secret has no \`${account}s\`.`);
    return { turned: 'refused', refusals };
  }

  /** A request that was tried before is for the apps that it was for then. */
  async #admitKnown(
    one: Pick<Admitted<Request>, 'asked' | 'account' | 'namesApps'>,
    known: Known,
    unknown: readonly Refusal[],
  ): Promise<Admitted<Request> | Turned> {
    const { apps } = known.whole;
    const unrenewed = lacksKeys(apps, this.#keys) ? await this.#renew() : undefined;
    // Whether a key was rotated only the secret of today can tell.
    const targets = retarget(apps, this.#keys, { mayBeRotated: unrenewed === undefined });
    const isAnySent = [...known.parts.values()].some(mayHaveBeenSent);
    const gone = !isAnySent && targets.some(isGone) ? unknown : [];
    const refusals = [...gone, ...this.#refusalsOf(one.asked.request, targets)];
    if (refusals.length === 0) return { ...one, targets, known };
    if (!isAnySent) return { turned: 'refused', refusals };
    return { ...one, targets, known, noLongerValid: noLongerValid(refusals) };
  }

  get #keys(): KeysByAlias {
    return keysOf(this.#secret, this.#endpoint.account);
  }

  #unknownAmong(named: readonly NamedApp[] = []): Refusal[] {
    return unknownApps(named, this.#keys).map((each) => unknownApp(each, this.#endpoint.account, this.#keys));
  }

  /** Reads the secret again: what it lacks may be newer than our copy. Answers why that was not possible, or nothing. */
  async #renew(): Promise<unknown> {
    try {
      this.#secret = await this.#tools.credentials.renew(this.#secret, this.#deadline.remainingMs());
      return undefined;
    } catch (error) {
      return error;
    }
  }

  async #recall(identity: Identity): Promise<Pick<Admitted<Request>, 'known' | 'unread'>> {
    try {
      return { known: await recall(requireLedger(this.#tools.ledger), identity, this.#deadline) };
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      return { unread: error as AwsError };
    }
  }

  #refusalsOf(request: Request, targets: readonly Target[]): Refusal[] {
    const apps = targets.map(({ alias }) => alias);
    return this.#endpoint.guard?.({ ...request, apps }, momentOf(this.#tools)) ?? [];
  }
}

/** For requests that must not be sent without being remembered. Throws ConfigurationError if there is no ledger. */
export function requireLedger(ledger: Ledger | undefined): Ledger {
  if (!ledger)
    throw new ConfigurationError('LEDGER_TABLE is not set, so nothing would keep a request from being sent twice.');
  return ledger;
}

function noLongerValid(refusals: readonly Refusal[]): Rejected {
  const told = refusals.map(({ pointer = '', detail }) => `${pointer} ${detail}`.trim()).join('; ');
  const detail = `Not sent: the request was valid when it was first tried and is not any more. ${told}`;
  return { status: 'rejected', httpStatus: 400, error: { name: 'NO_LONGER_VALID', detail } };
}
