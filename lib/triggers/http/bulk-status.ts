import type { Bulks } from '../../bulk/bulks.ts';
import type { BulkState } from '../../bulk/state.ts';
import { statusOfBulk } from '../../bulk/status.ts';
import type { Deadline } from '../../deadline.ts';
import type { OwnCapability } from '../../endpoints/capability.ts';
import type { BulkIdRequest } from '../../endpoints/gateway/bulk-status.ts';
import type { Log } from '../../observe/log.ts';
import { json, problem } from './answer.ts';
import { createHandler, type HttpHandler } from './handler.ts';
import { validRequest } from './own.ts';
import { readPath, readRequest } from './request.ts';

/** What it takes to tell of bulks, and to call them off. */
export interface BulkTools {
  readonly bulks: Bulks;
  now(): number;
}

/** Tells how far a bulk has come. */
export function createBulkStatusTrigger(
  capability: OwnCapability<BulkIdRequest>,
  log: Log,
  makeTools: () => BulkTools,
): HttpHandler {
  return createHandler(capability, log, async (event, deadline) => {
    const { id } = validRequest(capability, readRequest(event, capability));
    return { answer: answerOf(await makeTools().bulks.read(id, deadline)) };
  });
}

/** Calls a bulk off: from the answer on nothing more of it is handed over, and what waits on a queue is not sent. */
export function createBulkCancelTrigger(
  capability: OwnCapability<BulkIdRequest>,
  log: Log,
  makeTools: () => BulkTools,
): HttpHandler {
  return createHandler(capability, log, async (event, deadline) => {
    const { id } = validRequest(capability, readPath(event));
    const tools = makeTools();
    await cancel(id, tools, deadline);
    return { answer: answerOf(await tools.bulks.read(id, deadline)) };
  });
}

function answerOf(state: BulkState | undefined) {
  return state
    ? json(200, statusOfBulk(state))
    : problem(404, { detail: 'Nothing is known of such a bulk, or not any more.' });
}

/** What has ended by itself stays as it is. Whoever is in between, a reader that ends just now, is looked at again. */
async function cancel(id: string, { bulks, now }: BulkTools, deadline: Deadline): Promise<void> {
  for (;;) {
    const state = await bulks.read(id, deadline);
    if (!state || statusOfBulk(state).status !== 'running') return;
    const { end: { tail } = {}, lastEnd } = state;
    const end = { status: 'cancelled' as const, at: now(), ...(tail && { tail }) };
    if (await bulks.end(id, end, lastEnd, deadline)) return;
  }
}
