import type { Admitted, Asked, AttemptTools } from '../../lib/attempt/admission.ts';
import { Attempt } from '../../lib/attempt/attempt.ts';
import type { Secret } from '../../lib/aws/secret.ts';
import type { Exchange } from '../../lib/delivery/batch-client.ts';
import { createBreaker } from '../../lib/delivery/breaker.ts';
import type { Outcome } from '../../lib/delivery/outcome.ts';
import type { Endpoint, RequestFields } from '../../lib/endpoints/endpoint.ts';
import { transactionalSend } from '../../lib/endpoints/v1/transactional-send.ts';
import { createClaims } from '../../lib/ledger/claims.ts';
import { fakeClock } from './clock.ts';
import { fakeLedger } from './ledger.ts';
import { accepted } from './outcomes.ts';

export const PUSH = { group_id: 'g', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } };
const FOREVER = { remainingMs: () => 60_000 };
const ONCE_ONLY = { interrupted: false, unknown: false };

export const secretOf = (apps: Record<string, string>): Secret => ({
  restApiKey: 'rest',
  apps: new Map(Object.entries(apps)),
  projects: new Map(),
});
const BOTH = secretOf({ ios: 'key-1', android: 'key-2' });

/** Attempts of several invocations that share a ledger. */
export function world(answer: (exchange: Exchange) => Outcome = () => accepted) {
  const clock = fakeClock();
  const remembered = fakeLedger(clock.now);
  const sent: Exchange[] = [];
  const client = {
    async call(exchange: Exchange) {
      sent.push(exchange);
      return answer(exchange);
    },
  };
  const attempt = (
    endpoint: object = transactionalSend,
    { secret = BOTH, renew = async () => secret, ...more }: AttemptOptions = {},
  ) => {
    const credentials = { get: async () => secret, replace: async () => secret, renew };
    const tools: AttemptTools = {
      ...{ client, credentials, clock, timeoutMs: 1_000, concurrency: 6, trigger: 'queue', allowLiveCampaigns: false },
      ...{ breaker: createBreaker(clock.now), ledger: remembered.ledger, claims: createClaims },
      ...more,
    };
    return new Attempt(endpoint as Endpoint, secret, { whole: FOREVER, ofCalls: FOREVER }, tools);
  };
  return { attempt, sent, clock, ...remembered };
}

interface AttemptOptions extends Partial<AttemptTools> {
  readonly secret?: Secret;
  readonly renew?: () => Promise<Secret>;
}

const identityOf = (name: string, body: object = PUSH) =>
  fakeLedger(() => 0).ledger.identify('transactional-send', 'key', name, body);

/** A push with a name. */
export function asked(
  name: string,
  request: object = PUSH,
  more: Partial<Asked<RequestFields>> = {},
): Asked<RequestFields> {
  const identity = identityOf(name, request);
  return {
    request: request as RequestFields,
    identity,
    effect: 'once',
    repeats: ONCE_ONLY,
    comesBack: false,
    ...more,
  };
}

export async function admitted(
  attempt: Attempt<RequestFields>,
  one: Asked<RequestFields>,
): Promise<Admitted<RequestFields>> {
  const admission = await attempt.admit(one);
  if ('turned' in admission) throw new Error(`It is turned away: ${admission.turned}.`);
  return admission;
}
