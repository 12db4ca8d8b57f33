import { listen, type RunningServer, readBytes } from '../../local/server.ts';

/** How a command that reaches the table fares. */
export type Step = 'through' | 'lose the answer' | 'throttle' | 'swallow' | 'hold back';

/** What became of one request's commands, and what is to become of the next ones, in turn: all others get through. */
interface Passage {
  readonly seen: string[];
  readonly script: Step[];
  readonly heldBack: (() => Promise<unknown>)[];
}

/** Lies before the table, and lets what comes by fare as told, request by request. */
export interface Gate extends RunningServer {
  of(request: string): Passage;
}

export async function openGate(target: string): Promise<Gate> {
  const passages = new Map<string, Passage>();
  const of = (request: string) => {
    const passage = passages.get(request) ?? { seen: [], script: [], heldBack: [] };
    passages.set(request, passage);
    return passage;
  };
  const server = await listen(0, async (request, response) => {
    const body = (await readBytes(request, 1e6))?.toString() ?? '{}';
    const { Key, Item } = JSON.parse(body);
    const { seen, script, heldBack } = of((Key ?? Item).request.S);
    seen.push(String(request.headers['x-amz-target']).replace(/^.*\./, ''));
    const step = script.shift() ?? 'through';
    if (step === 'swallow') return;
    if (step === 'throttle') {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end('{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}');
      return;
    }
    const headers = Object.entries(request.headers).filter(([name]) => name !== 'host' && name !== 'content-length');
    const pass = () => fetch(target, { method: 'POST', body, headers: headers as [string, string][] });
    if (step === 'hold back') {
      heldBack.push(pass);
      return;
    }
    const answer = await pass();
    const text = await answer.text();
    if (step === 'lose the answer') request.socket.resetAndDestroy();
    else response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  });
  return { ...server, of };
}
