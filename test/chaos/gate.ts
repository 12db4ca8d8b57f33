import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, readBytes } from '../../local/server.ts';
import { drawFate, type Fate, type Step } from './faults.ts';
import { type Exchange, type Reply, type Seen, takesEffect } from './services.ts';

/** What fared how, for the figures. */
export interface Events {
  readonly kills: Map<string, number>;
  faults: number;
}

/** How the gate treats what comes by, until told otherwise. */
export interface Weather {
  readonly seed: number;
  readonly faultPercent: number;
  readonly events: Events;
  /** What an exchange is. */
  read(seen: Seen): Exchange;
  /** How often each subject has come by. */
  readonly occurrences: Map<string, number>;
}

export interface Gate {
  /** Where the function in one of the sandboxes finds everything it talks to. */
  urlFor(sandbox: string): string;
  setWeather(weather: Weather): void;
  /** Resolves when whatever has come by has taken its effect. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * One server between the functions and all they talk to: Batch, DynamoDB, SQS, S3, Secrets Manager.
 *
 * @param kill kills the sandbox of that name
 */
export async function openGate(kill: (sandbox: string) => void): Promise<Gate> {
  let weather: Weather | undefined;
  let busy = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, sandbox = '', path = ''] = /^\/(\w+)(.*)$/.exec(request.url ?? '') ?? [];
    const body = (await readBytes(request, Number.POSITIVE_INFINITY))?.toString() ?? '';
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const now = weather as Weather;
    const { seed, faultPercent, events, occurrences } = now;
    const exchange = now.read({ path, body, headers, target: headers['x-amz-target'] ?? '' });
    const key = `${exchange.step} ${exchange.subject}`;
    const occurrence = (occurrences.get(key) ?? 0) + 1;
    occurrences.set(key, occurrence);
    const fate = drawFate(seed, faultPercent, exchange.step, exchange.subject, occurrence);
    count(events, exchange.step, fate);
    await fare(exchange, fate, occurrence, response, () => kill(sandbox));
  }

  const server = await listen(0, async (request, response) => {
    busy += 1;
    // Whoever is killed in the middle of a request has not made it.
    await handle(request, response).finally(() => {
      busy -= 1;
    });
  });
  return {
    urlFor: (sandbox) => `${server.url}/${sandbox}`,
    setWeather(next) {
      weather = next;
    },
    async settled() {
      while (busy > 0) await new Promise((resolve) => setImmediate(resolve));
    },
    stop: server.stop,
  };
}

async function fare(
  exchange: Exchange,
  fate: Fate,
  occurrence: number,
  response: ServerResponse,
  kill: () => void,
): Promise<void> {
  if (fate === 'refused') return answer(response, await exchange.refuse(occurrence));
  const reply = takesEffect(fate) ? await exchange.carryOut() : undefined;
  if (fate.startsWith('silent')) return;
  if (reply && (fate === 'through' || fate === 'killed after')) answer(response, reply);
  else response.destroy();
  if (fate === 'killed after') await new Promise((resolve) => setTimeout(resolve, 1));
  if (fate.startsWith('killed')) kill();
}

function answer(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers }).end(body);
}

function count(events: Events, step: Step, fate: Fate): void {
  if (fate === 'through') return;
  const [kind, when] = fate.split(' ');
  const at = `${when} ${step}`;
  if (kind === 'killed') events.kills.set(at, (events.kills.get(at) ?? 0) + 1);
  else events.faults += 1;
}
