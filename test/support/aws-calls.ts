import type { IncomingHttpHeaders } from 'node:http';
import { actionOf, type Passed, startProxy } from '../../local/aws/proxy.ts';
import { FRONTED, type FrontedService } from '../../local/fronts.ts';
import type { RunningServer } from '../../local/server.ts';
import { startS3Proxy } from './s3-calls.ts';
import type { Json } from './template.ts';

/** What a function asked of AWS. */
export interface AwsCall {
  /** The function's name. */
  readonly by: string;
  /** As in a policy: `sqs:SendMessage`. */
  readonly action: string;
  /** The name of the table, queue, secret or bus; of an object its bucket and key. */
  readonly resource: string;
}

/** The resource that an input names, by the service it is for. */
const RESOURCE_IN: Readonly<Record<FrontedService, (input: Json) => unknown>> = {
  secretsmanager: ({ SecretId }) => SecretId,
  sqs: ({ QueueUrl }) => QueueUrl,
  // A batch names its tables; ours write to one.
  dynamodb: ({ TableName, RequestItems }) => TableName ?? Object.keys(RequestItems)[0],
  // All entries of a call are for the stack's own bus.
  events: ({ Entries }) => Entries[0].EventBusName,
};

const S3 = 'AWS_ENDPOINT_URL_S3';

export interface Recorder {
  /** The variables that let the functions' calls pass by here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Each once. */
  calls(): readonly AwsCall[];
  stop(): Promise<unknown>;
}

/**
 * Stands between functions and the emulators of AWS, and writes down who asked for what.
 *
 * @param awsEnvironment where the emulators are, once they are there
 */
export async function startRecorder(awsEnvironment: () => Readonly<Record<string, string>>): Promise<Recorder> {
  const calls = new Map<string, AwsCall>();
  const onCall = (call: AwsCall) => calls.set(JSON.stringify(call), call);
  const targetOf = (variable: string) => awsEnvironment()[variable] ?? '';
  const ofJson: [variable: string, proxy: RunningServer][] = await Promise.all(
    (Object.entries(FRONTED) as [FrontedService, string][]).map(async ([service, variable]) => {
      const onPassed = ({ headers, body }: Passed) => onCall(readCall(headers, body, service));
      const proxy = await startProxy(() => targetOf(variable), onPassed);
      return [variable, proxy] as [string, RunningServer];
    }),
  );
  const ofS3 = await startS3Proxy(() => targetOf(S3), onCall);
  const proxies = [...ofJson, [S3, ofS3] as const];
  return {
    environment: Object.fromEntries(proxies.map(([variable, { url }]) => [variable, url])),
    calls: () => [...calls.values()],
    stop: () => Promise.all(proxies.map(([, proxy]) => proxy.stop())),
  };
}

function readCall(headers: IncomingHttpHeaders, body: Buffer, service: FrontedService): AwsCall {
  const [, by = ''] = /Credential=([^/]+)/.exec(String(headers.authorization)) ?? [];
  const action = actionOf(service, headers);
  const resource = String(RESOURCE_IN[service](JSON.parse(String(body)))).replace(/^https?:.*\//, '');
  return { by, action, resource };
}
