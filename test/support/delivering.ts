import { parseSecret } from '../../lib/aws/secret.ts';
import type { Exchange } from '../../lib/delivery/batch-client.ts';
import { createBreaker } from '../../lib/delivery/breaker.ts';
import type { DeliveryTools } from '../../lib/delivery/call-maker.ts';
import { Delivery } from '../../lib/delivery/deliver.ts';
import { Keys } from '../../lib/delivery/keys.ts';
import type { Outcome } from '../../lib/delivery/outcome.ts';
import type { Call, Effect } from '../../lib/endpoints/call.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { transactionalSend } from '../../lib/endpoints/v1/transactional-send.ts';
import { fakeClock } from './clock.ts';
import { accepted } from './outcomes.ts';

export interface DeliveringOptions
  extends Partial<Pick<DeliveryTools, 'trigger' | 'concurrency' | 'breaker' | 'room'>> {
  readonly effect?: Effect;
  /** How an exchange ends, by what is sent and how many were made before; what it throws is a defect. */
  readonly answer?: (body: string, before: number, exchange: Exchange) => Outcome | Promise<Outcome>;
  /** How long each takes. */
  readonly exchangeMs?: number;
  /** Those of two apps, unless told otherwise. */
  readonly keys?: Keys;
  /** What the invocation has: a minute, unless told otherwise. */
  readonly remainingMs?: number;
}

/** Delivers calls to a Batch that answers as it is told. */
export function delivering(options: DeliveringOptions = {}) {
  const { effect = 'once', answer = () => accepted, exchangeMs = 0, remainingMs = 60_000, ...rest } = options;
  const { keys = keysOf(APPS), ...tools } = rest;
  const clock = fakeClock(5_000);
  const endsAt = clock.now() + remainingMs;
  const sent: string[] = [];
  const client = {
    async call(exchange: Exchange) {
      sent.push(exchange.body);
      clock.advance(exchangeMs);
      return answer(exchange.body, sent.length - 1, exchange);
    },
  };
  const delivery = new Delivery(
    { ...transactionalSend, effect } as Endpoint,
    keys,
    { remainingMs: () => endsAt - clock.now() },
    {
      client,
      credentials: {} as DeliveryTools['credentials'],
      clock,
      timeoutMs: 10_000,
      concurrency: 1,
      trigger: 'http',
      breaker: createBreaker(clock.now),
      ...tools,
    },
  );
  return { delivery, sent, clock };
}

const APPS = { ios: 'ios-key', android: 'android-key' };

const secretOf = (apps: Readonly<Record<string, string>>) => parseSecret(JSON.stringify({ restApiKey: 'r', apps }));

/** The keys of two apps, and those that are read when Batch refuses them. */
export const keysOf = (renewed: Readonly<Record<string, string>>) =>
  new Keys(secretOf(APPS), 'app', async () => secretOf(renewed));

/** A call with a part for each of these requests, of which any may be taken out again. */
export function callOf(body: string, more: Partial<Call> = {}, requests: readonly number[] = [0]): Call {
  return {
    app: 'ios',
    items: requests.length,
    body,
    parts: requests.map((request) => ({ request, chunk: 0, items: 1 })),
    only: (parts) =>
      callOf(
        `${body} ${parts.map(({ request }) => request).join()}`,
        more,
        parts.map(({ request }) => request),
      ),
    ...more,
  };
}
