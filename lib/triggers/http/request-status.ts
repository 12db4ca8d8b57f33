import type { Bulks } from '../../bulk/bulks.ts';
import { withBulk } from '../../bulk/part-status.ts';
import type { OwnCapability } from '../../endpoints/capability.ts';
import type { RequestStatusRequest } from '../../endpoints/gateway/request-status.ts';
import { type Kept, keptOf } from '../../ledger/kept.ts';
import type { Lookup } from '../../ledger/lookup.ts';
import type { Log } from '../../observe/log.ts';
import { rfc3339 } from '../../request/times.ts';
import { json, problem } from './answer.ts';
import { createHandler, type HttpHandler } from './handler.ts';
import { validRequest } from './own.ts';
import { readRequest } from './request.ts';

/** What it takes to say what became of a request: the ledger alone. */
export interface StatusTools {
  readonly lookup: Lookup;
  readonly bulks: Pick<Bulks, 'read'>;
  now(): number;
}

/**
 * Tells what became of a named request.
 *
 * @param makeTools throws ConfigurationError for as long as the environment is faulty
 */
export function createStatusTrigger(
  capability: OwnCapability<RequestStatusRequest>,
  log: Log,
  makeTools: () => StatusTools,
): HttpHandler {
  return createHandler(capability, log, async (event, deadline) => {
    const { capability: of, key } = validRequest(capability, readRequest(event, capability));
    const { lookup, bulks, now } = makeTools();
    const find = async (name: string) => {
      const kept = await keptOf(lookup, of, name, { deadline, now: now() });
      return withBulk(kept, { capability: of, key: name }, bulks, deadline);
    };
    const decoded = decodedOnce(key);
    const kept = (await find(key)) ?? (decoded === undefined ? undefined : await find(decoded));
    return { answer: kept ? json(200, toldOf({ capability: of, key }, kept)) : problem(404, { detail: UNKNOWN }) };
  });
}

const UNKNOWN = 'Nothing is known of such a request, or not any more.';

function toldOf(request: RequestStatusRequest, { status, results, expiresAt }: Kept) {
  return { ...request, status, results, expires: rfc3339(expiresAt * 1000) };
}

/** Not every way to API Gateway leaves it the decoding. Nothing if there is nothing to decode. */
function decodedOnce(text: string): string | undefined {
  if (!text.includes('%')) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
