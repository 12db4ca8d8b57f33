import { actionOf, type Passed, startProxy } from './aws/proxy.ts';
import type { RunningServer } from './server.ts';
import { type AwsExchange, invocationIn } from './watch.ts';

/** Services that can be watched and seem down, by what a policy calls them, and the variable that points an SDK at each. */
export const FRONTED = {
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  events: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
} as const;

export type FrontedService = keyof typeof FRONTED;

/** What stands between the functions and AWS. */
export interface Fronts {
  /** The variables that let the functions' calls pass by here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Those whose connections are cut; to be changed at will. */
  readonly down: Set<FrontedService>;
  stop(): Promise<unknown>;
}

/** Stands between the functions and the emulators that `awsEnvironment` points at, and tells what passes by. */
export async function startFronts(
  awsEnvironment: Readonly<Record<string, string>>,
  asked: (exchange: AwsExchange) => void,
): Promise<Fronts> {
  const down = new Set<FrontedService>();
  const started: [variable: string, proxy: RunningServer][] = [];
  for (const [service, variable] of Object.entries(FRONTED) as [FrontedService, string][]) {
    const target = () => (down.has(service) ? undefined : awsEnvironment[variable]);
    started.push([variable, await startProxy(target, (passed) => asked(toExchange(service, passed)))]);
  }
  return {
    environment: Object.fromEntries(started.map(([variable, { url }]) => [variable, url])),
    down,
    stop: () => Promise.all(started.map(([, proxy]) => proxy.stop())),
  };
}

function toExchange(service: FrontedService, { headers, body, atMs, answer }: Passed): AwsExchange {
  return {
    invocation: invocationIn(headers),
    action: actionOf(service, headers),
    atMs,
    endedMs: Date.now(),
    status: answer?.status,
    input: parsed(body),
    output: answer && parsed(answer.body),
  };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
