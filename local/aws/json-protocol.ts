import { randomUUID } from 'node:crypto';
import type * as http from 'node:http';
import { listen, type RunningServer, readBytes, sendJson } from '../server.ts';

/** The members of a request, not yet checked. */
export type Input = Readonly<Record<string, unknown>>;

export type Action = (input: Input) => object | Promise<object>;

export interface AwsJsonServer extends RunningServer {
  /** Actions received so far, oldest first, those that were refused included. */
  readonly actions: readonly string[];
}

/** Ours: several times what the largest request to any service emulated here may weigh. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * A refusal the client shall see, always as status 400; its `name` is the exception's name on the wire.
 * Not for a mistake in the emulator: anything else thrown becomes a 500, which the SDK repeats.
 */
export class AwsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Starts a service that speaks AWS JSON 1.1: the header `X-Amz-Target: <targetPrefix>.<Action>` says what to do.
 * Signatures are not checked. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function startAwsJson(
  port: number,
  targetPrefix: string,
  actions: Readonly<Record<string, Action>>,
): Promise<AwsJsonServer> {
  const received: string[] = [];
  const server = await listen(port, async (request, response) => {
    try {
      const name = actionName(request, targetPrefix);
      received.push(name);
      send(response, 200, await findAction(actions, name)(await readInput(request)));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      send(response, 400, { __type: error.name, message: error.message });
    }
  });
  return { ...server, actions: received };
}

/** A member that may be left out; throws SerializationException when it is no string. */
export function optionalText(input: Input, member: string): string | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new AwsError('SerializationException', `${member} has to be a string.`);
}

/** A member that has to be there and not empty; throws ValidationException otherwise. */
export function requiredText(input: Input, member: string): string {
  const value = optionalText(input, member);
  if (value === undefined) throw invalidMember(member, 'Value null at', 'Member must not be null');
  if (value === '') throw invalidMember(member, 'Value at', 'Member must have length greater than or equal to 1');
  return value;
}

/** A list of strings that may be left out; throws SerializationException when it is anything else. */
export function optionalTexts(input: Input, member: string): string[] | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new AwsError('SerializationException', `${member} has to be a list of strings.`);
}

/** ValidationException as AWS words it, which writes a member's name with a small first letter. */
export function invalidMember(member: string, subject: 'Value at' | 'Value null at', constraint: string): AwsError {
  const path = member.charAt(0).toLowerCase() + member.slice(1);
  return new AwsError(
    'ValidationException',
    `1 validation error detected: ${subject} '${path}' failed to satisfy constraint: ${constraint}`,
  );
}

function actionName(request: http.IncomingMessage, targetPrefix: string): string {
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target.startsWith(`${targetPrefix}.`)) return target.slice(targetPrefix.length + 1);
  throw new AwsError('UnknownOperationException', `X-Amz-Target has to be ${targetPrefix}.<Action>, not "${target}".`);
}

function findAction(actions: Readonly<Record<string, Action>>, name: string): Action {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return action;
  throw new AwsError('UnknownOperationException', `${name} is none of ${Object.keys(actions).join(', ')}.`);
}

async function readInput(request: http.IncomingMessage): Promise<Input> {
  const body = await readBytes(request, MAX_BODY_BYTES);
  if (!body) throw new AwsError('RequestEntityTooLargeException', `A body may have ${MAX_BODY_BYTES} bytes.`);
  const input = parseJson(body.toString());
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Input;
  throw new AwsError('SerializationException', 'The body has to be a JSON object.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON.');
  }
}

function send(response: http.ServerResponse, status: number, body: object): void {
  sendJson(response, status, body, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
}
