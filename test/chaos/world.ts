import { request as httpRequest } from 'node:http';
import { ENDPOINTS } from '../../lib/endpoints/catalog.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import type { TableDescription } from '../../local/resources.ts';
import { type Gate, openGate, type Weather } from './gate.ts';
import { createSandbox, type Order, type Sandbox } from './sandbox.ts';
import type { Reply, Seen } from './services.ts';

/** Two of them, since AWS runs a function as often as it likes at the same time. */
export const SANDBOXES = ['a', 'b'] as const;
export type SandboxName = (typeof SANDBOXES)[number];

/** Capabilities whose queues take parts of bulks. */
const SERVED = ENDPOINTS.flatMap((endpoint) => (endpoint.bulk ? [endpoint.name] : []));

/** Longest call to Batch: short, so that silence costs little. */
const BATCH_TIMEOUT_MS = '500';

/** Everything around the function: sandboxes that can be killed, and what they talk to. */
export interface World {
  setWeather(weather: Weather): void;
  /** Hands on to DynamoDB. */
  forward(seen: Seen): Promise<Reply>;
  /** Milliseconds since the epoch, as the functions have it. */
  now(): number;
  /** Puts the clock forward, by milliseconds. From one seed to the next it never goes back: processes live on, and so would what they wait for. */
  passTime(ms: number): void;
  /** What the function answered, or undefined if it was killed. Everything has taken its effect by then. */
  invoke(
    capability: string,
    policy: 'park' | 'resend',
    sandbox: SandboxName,
    order: Omit<Order, 'aheadMs'>,
  ): Promise<unknown>;
  stop(): Promise<void>;
}

/** @param bundleOf a capability's function as built, or as broken on purpose */
export async function createWorld(
  bundleOf: (capability: string) => string,
  tables: readonly TableDescription[],
): Promise<World> {
  const dynamodb = await startDynamoDb({ port: 0, tables });
  const sandboxes = new Map<string, Sandbox>();
  let aheadMs = 0;
  const gate = await openGate((name) => void sandboxes.get(name)?.kill());

  async function sandboxOf(capability: string, policy: 'park' | 'resend', name: SandboxName): Promise<Sandbox> {
    const key = `${capability.replaceAll('-', '_')}_${policy}_${name}`;
    const sandbox =
      sandboxes.get(key) ??
      (await createSandbox(bundleOf(capability), environmentOf({ gate, key, capability, policy, tables })));
    sandboxes.set(key, sandbox);
    return sandbox;
  }

  return {
    setWeather: gate.setWeather,
    forward: (seen) => forwardTo(dynamodb.url, seen),
    now: () => Date.now() + aheadMs,
    passTime(ms) {
      aheadMs += ms;
    },
    async invoke(capability, policy, name, order) {
      const sandbox = await sandboxOf(capability, policy, name);
      const answer = await sandbox.invoke({ ...order, aheadMs });
      await gate.settled();
      return answer;
    },
    async stop() {
      for (const sandbox of sandboxes.values()) await sandbox.stop();
      await gate.stop();
      await dynamodb.stop();
    },
  };
}

interface Surroundings {
  readonly gate: Gate;
  readonly key: string;
  readonly capability: string;
  readonly policy: 'park' | 'resend';
  readonly tables: readonly TableDescription[];
}

function environmentOf({ gate, key, capability, policy, tables }: Surroundings): Record<string, string> {
  const url = gate.urlFor(key);
  const queueUrls = SERVED.map((served) => [served, `${url}/${served}`]);
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'chaos',
    AWS_SECRET_ACCESS_KEY: 'chaos',
    AWS_ENDPOINT_URL: url,
    BATCH_API_URL: url,
    BATCH_SECRET_ID: 'secret',
    BATCH_TIMEOUT_MS,
    LEDGER_TABLE: tables[0]?.name ?? '',
    QUEUE_URL: `${url}/${capability}`,
    QUEUE_URLS: JSON.stringify(Object.fromEntries(queueUrls)),
    AWS_ENDPOINT_URL_S3: `${url}/s3`,
    BULK_BUCKET: 'own',
    DEAD_LETTER_QUEUE_URL: `${url}/dead-letters`,
    UNKNOWN_OUTCOME: policy,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
}

function forwardTo(url: string, { headers, body }: Seen): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { host: _, connection: __, ...rest } = headers;
    const request = httpRequest(url, { method: 'POST', headers: rest }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    request.on('error', reject).end(body);
  });
}
