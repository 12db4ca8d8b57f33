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

interface Options extends Partial<Pick<DeliveryTools, 'trigger' | 'concurrency' | 'breaker' | 'room'>> {
  readonly effect?: Effect;
  /** How an exchange ends, by what is sent and how many were made before; what it throws is a defect. */
  readonly answer?: (body: string, before: number) => Outcome;
  /** How long each takes. */
  readonly exchangeMs?: number;
  /** The apps of the secret that is read when Batch refuses the keys of the first. */
  readonly renewed?: Readonly<Record<string, string>>;
}

/** Delivers calls to a Batch that answers as it is told, in an invocation that has a minute. */
export function delivering(options: Options = {}) {
  const { effect = 'once', answer = () => accepted, exchangeMs = 0, renewed = APPS, ...tools } = options;
  const clock = fakeClock(5_000);
  const endsAt = clock.now() + 60_000;
  const sent: string[] = [];
  const client = {
    async call({ body }: Pick<Exchange, 'body'>) {
      sent.push(body);
      clock.advance(exchangeMs);
      return answer(body, sent.length - 1);
    },
  };
  const keys = new Keys(secretOf(APPS), 'app', async () => secretOf(renewed));
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
