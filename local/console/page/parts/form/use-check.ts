import { useEffect, useState } from 'preact/hooks';
import type { CapabilityRow, SendDone, SendOrder } from '../../../api.ts';
import { post } from '../../server.ts';
import type { Request } from './described.ts';
import { type Fault, faultsOfCheck, type PlannedCall, plannedIn } from './faults.ts';

/** How long nothing must have been typed before a request is checked. Ours: a check takes about 0.1 s. */
const PAUSE_MS = 300;

/** What the gateway says of a request without sending it. */
export interface Check {
  readonly faults: readonly Fault[];
  readonly planned: readonly PlannedCall[];
  /** The request that it is about: while another is there, the check is under way. */
  readonly request?: Request;
}

const NOTHING: Check = { faults: [], planned: [] };

/** Has a request checked by a dry run whenever it has changed, if its capability has one. */
export function useCheck({ name, isDryRunnable }: CapabilityRow, request: Request): Check {
  const [check, setCheck] = useState(NOTHING);
  useEffect(() => {
    if (!isDryRunnable) return;
    let isWanted = true;
    const timer = setTimeout(async () => {
      const next = await checked({ capability: name, way: 'http', request, isDryRun: true });
      if (isWanted) setCheck(next);
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [request]);
  return check;
}

async function checked(order: SendOrder): Promise<Check> {
  const { request } = order;
  try {
    const done = await post<SendDone>('send', order);
    return { request, faults: faultsOfCheck(done), planned: plannedIn(done) };
  } catch (error) {
    return { request, faults: [{ detail: `The check failed: ${(error as Error).message}` }], planned: [] };
  }
}
