import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBytes, sendJson } from '../server.ts';
import type { Simulation } from './exchange.ts';
import { readFault } from './faults.ts';
import { type Call, forget, type Memory, type UserData } from './memory.ts';
import { decode, pathname } from './routes.ts';

/** Where the simulator's own routes start; Batch has none there. */
export const CONTROL_PREFIX = '/_simulator/';

const MAX_FAULT_BYTES = 1024 * 1024;

/** Answers the routes by which tests and people see what the simulator got, and make it fail. */
export async function control(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { memory, faults } = simulation;
  const [resource, ...names] = pathname(request.url as string)
    .slice(CONTROL_PREFIX.length)
    .split('/')
    .map(decode);
  const sendFound = (found: unknown) =>
    found === undefined ? sendJson(response, 404, { message: 'Not found' }) : sendJson(response, 200, found);

  switch ([request.method, resource, ...names.map(() => '*')].join(' ')) {
    case 'GET calls':
      return sendFound(memory.calls.map(shownCall));
    case 'DELETE calls':
      forget(memory);
      return sendFound({});
    case 'POST faults':
      return addFault(simulation, await readBytes(request, MAX_FAULT_BYTES), response);
    case 'GET faults':
      return sendFound(faults.pending());
    case 'DELETE faults':
      faults.clear();
      return sendFound({});
    case 'GET campaigns':
      return sendFound([...memory.campaigns.values()]);
    case 'GET campaigns *':
      return sendFound(memory.campaigns.get(names[0] ?? ''));
    case 'GET users':
      return sendFound(Object.fromEntries([...memory.users].map(([app, users]) => [app, shownUsers(users)])));
    case 'GET users * *':
      return sendFound(shownUser(memory.users.get(names[0] ?? '')?.get(names[1] ?? '')));
    case 'GET stats':
      return sendFound(stats(memory, Object.keys(simulation.apps)));
    default:
      return sendFound(undefined);
  }
}

function addFault({ apps, faults }: Simulation, bytes: Buffer | undefined, response: ServerResponse): void {
  const read = readFault(shownBody(bytes), Object.keys(apps));
  if ('errors' in read) sendJson(response, 400, { message: 'The fault is not valid', errors: read.errors });
  else sendJson(response, 201, faults.add(read.fault));
}

function shownCall({ bytes, recipients, status, carriedOut, fault, ...call }: Call) {
  return { ...call, body: shownBody(bytes), fault, status, carriedOut };
}

/** Parsed if it is JSON, else the text; null if it was not read. */
function shownBody(bytes: Buffer | undefined): unknown {
  if (!bytes) return null;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return bytes.toString();
  }
}

const shownUser = (data: UserData | undefined) => data && Object.fromEntries(data);

const shownUsers = (users: Map<string, UserData>) =>
  Object.fromEntries([...users].map(([id, data]) => [id, shownUser(data)]));

/** `accepted` counts the calls carried out, whatever was answered, and `recipients` the people they pushed to. */
function stats({ calls }: Memory, aliases: string[]) {
  const count = (some: Call[]) => ({
    calls: some.length,
    accepted: some.filter(({ carriedOut }) => carriedOut).length,
  });
  const byApp = aliases.map((alias) => {
    const own = calls.filter(({ app }) => app === alias);
    return [alias, { ...count(own), recipients: own.reduce((sum, call) => sum + call.recipients, 0) }];
  });
  return { ...count(calls), byApp: Object.fromEntries(byApp) };
}
