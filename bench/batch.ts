import { setTimeout as sleep } from 'node:timers/promises';
import { listen, type RunningServer, readBytes, sendJson } from '../local/server.ts';

/** A Batch that counts, and costs next to nothing: it reads what it is sent and says yes. */
export interface BatchStub extends RunningServer {
  /** Calls received so far, for one app or for all. */
  callCount(app?: string): number;
  /** All bodies so far. */
  bodyBytes(): number;
}

/** How it behaves. */
export interface BatchStubOptions {
  /** Waited before every answer. */
  readonly latencyMs?: number;
  /** A user whose calls are refused, whole, as Batch refuses them. */
  readonly badId?: string;
}

/** Starts one on any free port. The aliases of the apps have to stand in their keys. */
export async function startBatchStub({ latencyMs = 0, badId }: BatchStubOptions): Promise<BatchStub> {
  const paths: string[] = [];
  let bytes = 0;
  const server = await listen(0, async (request, response) => {
    paths.push(request.url ?? '');
    const body = await readBytes(request, Number.POSITIVE_INFINITY);
    bytes += body?.length ?? 0;
    if (latencyMs > 0) await sleep(latencyMs);
    if (badId !== undefined && body?.includes(`"id":"${badId}"`)) {
      sendJson(response, 400, { code: 31, message: 'Refused by the bench' });
    } else sendJson(response, 201, { token: '0123456789abcdef0123456789abcdef' });
  });
  return {
    ...server,
    callCount: (app = '') => paths.filter((path) => path.includes(app)).length,
    bodyBytes: () => bytes,
  };
}
