import * as http from 'node:http';
import * as https from 'node:https';

/** Connections of one client at once. As many as the SDK opens unless told: https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html */
const MAX_CONNECTIONS = 50;

/** How a connection that the other side has given up shows when a request is written to it. */
const RESETS = ['ECONNRESET', 'EPIPE'];

/** For the request handler of a client of the AWS SDK. */
interface Agents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/** What of the SDK lies between a command and the network. */
type Middleware = <Args, Result>(next: (args: Args) => Promise<Result>) => (args: Args) => Promise<Result>;

/** Any client of the AWS SDK, as far as we look at it. */
interface AwsClient {
  readonly middlewareStack: {
    add(middleware: Middleware, place: { step: 'deserialize'; priority: 'low'; name: string }): void;
  };
}

/**
 * A client of the AWS SDK that survives the loss of its connections. While a function is frozen they may all die without
 * its seeing it, and then each of the SDK's tries would take another dead one. So when a request ends without an answer,
 * all idle connections are closed; and if it was reset on a connection that had been used before, it is made once more,
 * at once, on a new one.
 */
export function onFreshConnections<Client extends AwsClient>(make: (agents: Agents) => Client): Client {
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  const agents = { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
  const all = Object.values(agents);
  const resets = new WeakSet<Error>();
  for (const agent of all) collectResets(agent, resets);
  const client = make(agents);
  const onceMore: Middleware = (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      for (const agent of all) destroyIdle(agent);
      if (!resets.has(error as Error)) throw error;
      return next(args);
    }
  };
  // The last before the network, so that what fails here had no answer.
  client.middlewareStack.add(onceMore, { step: 'deserialize', priority: 'low', name: 'onFreshConnections' });
  return client;
}

/** Keeps the errors of requests that were written to a used connection and reset. */
function collectResets(agent: http.Agent, resets: WeakSet<Error>): void {
  const reuseSocket = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    request.once('error', (error: NodeJS.ErrnoException) => {
      if (RESETS.includes(error.code ?? '')) resets.add(error);
    });
    reuseSocket(socket, request);
  };
}

/** Not `agent.destroy()`, which would also end the requests that are under way. */
function destroyIdle({ freeSockets }: http.Agent): void {
  for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
}
