import { afterAll, beforeAll } from 'vitest';
import type { LiveEvents, PushSeen, RequestDetail, RequestRow } from '../../local/console/api.ts';
import { createConsole } from '../../local/console/console.ts';
import { ANY_PORTS, type Stack, startStack } from '../../local/stack.ts';
import { eventually, PATIENCE, PATIENT } from './patience.ts';
import { theService } from './service.ts';

/** What a page that is open has been told by now. */
export interface OpenPage {
  readonly requests: Map<string, RequestRow>;
  readonly pushes: PushSeen[];
  readonly latest: Partial<LiveEvents>;
}

/** The embedded stack with its console, as `npm start` has them, for one group of tests. */
export function useConsole({ checkSignatures = false } = {}) {
  const leaving = new AbortController();
  const shown = createConsole();
  let stack: Stack;
  let page: OpenPage;
  beforeAll(async () => {
    stack = await startStack({
      service: await theService(),
      ports: ANY_PORTS,
      environment: PATIENT,
      patience: PATIENCE,
      checkSignatures,
      console: shown,
      onOutput() {},
    });
    shown.attach(stack, { isSigned: checkSignatures });
    page = await openPage(stack.url, leaving.signal);
  });
  afterAll(async () => {
    leaving.abort();
    shown.stop();
    await stack.stop();
  });
  const api = async <T>(path: string, order?: unknown): Promise<T> => {
    const init = order === undefined ? {} : { method: 'POST', body: JSON.stringify(order) };
    const response = await fetch(`${stack.url}/_console/api/${path}`, init);
    return (await response.json()) as T;
  };
  return {
    stack: () => stack,
    page: () => page,
    api,
    watch: shown.watch,
    /** The request that has come to be as it is asked for, once no function works on it. */
    async request(is: (row: RequestRow) => boolean): Promise<RequestDetail> {
      const row = await eventually(() => {
        const found = [...page.requests.values()].find((row) => row.fate !== 'running' && is(row));
        if (!found) throw new Error(`No such request: ${JSON.stringify([...page.requests.values()])}`);
        return found;
      });
      return api(`requests/${row.id}`);
    },
    fault: (fault: object) => fetch(`${stack.url}/_simulator/faults`, { method: 'POST', body: JSON.stringify(fault) }),
    send: (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${stack.url}${path}`, { method: 'POST', body: JSON.stringify(body), headers }),
  };
}

/** Listens as a browser does, and keeps what it is told. */
async function openPage(url: string, signal: AbortSignal): Promise<OpenPage> {
  const page: OpenPage = { requests: new Map(), pushes: [], latest: {} };
  const response = await fetch(`${url}/_console/api/live`, { signal });
  void read(response, page).catch(() => {});
  await eventually(() => {
    if (!page.latest.bulks) throw new Error('The page was told nothing yet.');
  });
  return page;
}

async function read({ body }: Response, page: OpenPage): Promise<void> {
  let rest = '';
  for await (const text of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    const events = `${rest}${text}`.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(event) ?? [];
      take(page, name, JSON.parse(data));
    }
  }
}

function take({ requests, pushes, latest }: OpenPage, name: string, data: unknown): void {
  if (name === 'requests') for (const row of data as RequestRow[]) requests.set(row.id, row);
  else if (name === 'pushes') pushes.push(...(data as PushSeen[]));
  else Object.assign(latest, { [name]: data });
}
