import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { listen, type RunningServer, readBytes } from '../../local/server.ts';

/** What a function asked of AWS. */
export interface AwsCall {
  /** The function's name. */
  readonly by: string;
  /** As in a policy: `sqs:SendMessage`. */
  readonly action: string;
  /** The table's, queue's or secret's name. */
  readonly resource: string;
}

/** More than any of the services takes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** By the variable that points the SDK at it: how a policy calls the service, and which member names the resource. */
const SERVICES = {
  AWS_ENDPOINT_URL_SECRETS_MANAGER: { prefix: 'secretsmanager', resource: 'SecretId' },
  AWS_ENDPOINT_URL_SQS: { prefix: 'sqs', resource: 'QueueUrl' },
  AWS_ENDPOINT_URL_DYNAMODB: { prefix: 'dynamodb', resource: 'TableName' },
};

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
  const proxies: [variable: string, proxy: RunningServer][] = await Promise.all(
    Object.entries(SERVICES).map(async ([variable, { prefix, resource }]) => {
      const proxy = await listen(0, async (request, response) => {
        const body = (await readBytes(request, MAX_BYTES)) ?? Buffer.alloc(0);
        const call = readCall(request.headers, body, prefix, resource);
        calls.set(JSON.stringify(call), call);
        const { status, headers, answer } = await forward(awsEnvironment()[variable] ?? '', request, body);
        response.writeHead(status, headers).end(answer);
      });
      return [variable, proxy] as [string, RunningServer];
    }),
  );
  return {
    environment: Object.fromEntries(proxies.map(([variable, { url }]) => [variable, url])),
    calls: () => [...calls.values()],
    stop: () => Promise.all(proxies.map(([, proxy]) => proxy.stop())),
  };
}

function readCall(headers: IncomingHttpHeaders, body: Buffer, prefix: string, member: string): AwsCall {
  const [, by = ''] = /Credential=([^/]+)/.exec(String(headers.authorization)) ?? [];
  const operation = String(headers['x-amz-target']).replace(/^.*\./, '');
  // `ChangeMessageVisibilityBatch` asks for the right to do it once.
  const action = `${prefix}:${operation.replace(/Batch$/, '')}`;
  const resource = String(JSON.parse(String(body))[member]).replace(/^https?:.*\//, '');
  return { by, action, resource };
}

async function forward(target: string, { headers, url }: IncomingMessage, body: Buffer) {
  const passed = Object.entries(headers).filter(([name]) => /^(authorization|content-type|x-amz-.*)$/.test(name));
  const answer = await fetch(new URL(url ?? '/', target), {
    method: 'POST',
    headers: Object.fromEntries(passed) as Record<string, string>,
    body: new Uint8Array(body),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    answer: Buffer.from(await answer.arrayBuffer()),
  };
}
