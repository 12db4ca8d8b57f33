import type { Request } from './described.ts';

/** What is to be copied: a request, and under which name. */
export interface Composed {
  readonly request: Request;
  readonly key: string | undefined;
}

/** Where a request is sent over HTTP. */
export interface HttpPlace {
  readonly url: string;
  readonly isSigned: boolean;
  readonly method: string;
  readonly path: string;
}

/** Credentials come from the environment, where the gateway asks for them. */
const SIGNED = `--aws-sigv4 aws:amz:eu-west-1:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`;

/** A command for a POSIX shell. Members of the path, and all those of a `GET`, stand in the URL. */
export function asCurl({ request, key }: Composed, { url, isSigned, method, path }: HttpPlace): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(request[name] ?? '')));
  const others = Object.entries(request).filter(([name]) => !path.includes(`{${name}}`));
  const search = new URLSearchParams(Object.fromEntries(others.map(([name, value]) => [name, String(value)])));
  const query = method === 'GET' && others.length > 0 ? `?${search}` : '';
  return [
    `curl ${quoted(`${url}${filled}${query}`)}`,
    ...(isSigned ? [SIGNED] : []),
    ...(key === undefined ? [] : [`-H ${quoted(`Idempotency-Key: ${key}`)}`]),
    ...(method === 'GET' ? [] : asBody(Object.fromEntries(others))),
  ].join(' \\\n  ');
}

function asBody(members: Request): readonly string[] {
  if (Object.keys(members).length === 0) return ['-X POST'];
  return ["-H 'Content-Type: application/json'", `-d ${quoted(indented(members))}`];
}

/** Code that runs with the client of this package. */
export function asClientCall({ request, key }: Composed, url: string, method: string): string {
  const options = key === undefined ? '' : `, { idempotencyKey: ${JSON.stringify(key)} }`;
  return `import { createClient } from 'batch-push-functions-client';

const batch = createClient({
  url: ${JSON.stringify(url)},
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

const answer = await batch.${method}(${indented(request)}${options});
`;
}

/** A command that puts an entry on the bus. */
export function asEvent(composed: Composed, detailType: string, bus: string): string {
  const entry = {
    Source: 'console',
    DetailType: detailType,
    EventBusName: bus,
    Detail: JSON.stringify(named(composed)),
  };
  return `aws events put-events --entries ${quoted(indented([entry]))}`;
}

/** A command that puts a message on the queue of a capability. */
export function asMessage(composed: Composed, queue: string): string {
  return `aws sqs send-message \\
  --queue-url "$(aws sqs get-queue-url --queue-name ${quoted(queue)} --query QueueUrl --output text)" \\
  --message-body ${quoted(indented(named(composed)))}`;
}

/** Beside HTTP, a request has its name inside. */
function named({ request, key }: Composed): object {
  return key === undefined ? request : { idempotency_key: key, ...request };
}

function indented(value: object): string {
  return JSON.stringify(value, null, 2);
}

/** For a POSIX shell: nothing within single quotes means anything but the quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
