import { systemClock } from './clock.ts';
import type { OwnCapability } from './endpoints/capability.ts';
import type { RequestStatusRequest } from './endpoints/gateway/request-status.ts';
import { ofLedger, readEnvironment } from './environment.ts';
import { createLookup } from './ledger/lookup.ts';
import { createLog } from './observe/log.ts';
import { remember } from './remember.ts';
import type { HttpHandler } from './triggers/http/handler.ts';
import { createStatusTrigger } from './triggers/http/request-status.ts';

/*
 * Composition root of what the gateway itself answers, as `runtime.ts` is of what calls Batch: none of its functions has a
 * client of Batch's.
 */

/** What became of a request, behind API Gateway. */
export function statusHandler(capability: OwnCapability<RequestStatusRequest>): HttpHandler {
  return createStatusTrigger(
    capability,
    createLog(),
    remember(() => {
      const { now } = systemClock;
      const { LEDGER_TABLE: table } = readEnvironment(process.env, ofLedger());
      return { lookup: createLookup(table, now), now };
    }),
  );
}
