import type { Result } from '../aws/api-gateway.ts';
import type { AppOutcome, Fate } from './api.ts';
import { membersIn } from './members.ts';

/** How a request ended, as far as it is known. */
export interface Ending {
  readonly fate: Fate;
  readonly status?: number;
  readonly isReplayed?: true;
  readonly reason?: string;
  readonly outcomes?: readonly AppOutcome[];
  /** Of the message that an HTTP request was put on its queue as. */
  readonly queuedAs?: string;
}

/** What the statuses of an answer mean whose body says nothing of it. */
const FATES: Readonly<Record<number, Fate>> = {
  207: 'partial',
  422: 'rejected',
  429: 'deferred',
  500: 'deferred',
  503: 'deferred',
  504: 'unknown',
};

/** How an answer over HTTP says that the request ended. */
export function endingOf({ statusCode, headers = {}, body = '' }: Result): Ending {
  const { status, id, results } = membersIn(body);
  const outcomes = outcomesOf(results);
  return {
    fate: FATES[statusCode] ?? (statusCode >= 400 ? 'refused' : fateOf(status)),
    status: statusCode,
    ...(headers['idempotent-replayed'] !== undefined && { isReplayed: true as const }),
    ...(outcomes.length > 0 && { outcomes }),
    ...(status === 'queued' && typeof id === 'string' && { queuedAs: id }),
  };
}

/** A status that is no outcome is a read's, or one of the gateway's own. */
function fateOf(status: unknown): Fate {
  if (status === 'queued') return 'queued';
  return status === 'dry_run' ? 'planned' : 'accepted';
}

interface Told {
  readonly app?: string;
  readonly project?: string;
  readonly status?: string;
  readonly items?: number;
  readonly error?: { readonly name?: string };
}

/** By app and status, with the items of all calls. */
export function outcomesOf(results: unknown): AppOutcome[] {
  const all = new Map<string, AppOutcome>();
  for (const told of (Array.isArray(results) ? results : []) as Told[]) {
    const { app = told.project, status, items = 0, error } = told;
    if (app === undefined || status === undefined || status === 'planned') continue;
    const key = `${app} ${status}`;
    const before = all.get(key);
    const name = before && before.error !== error?.name ? undefined : error?.name;
    all.set(key, { app, status, items: (before?.items ?? 0) + items, ...(name !== undefined && { error: name }) });
  }
  return [...all.values()];
}

/** What a dead letter's reason means for the request. */
export function fateOfLetter(reason: string | undefined): Fate {
  const fates: Readonly<Record<string, Fate>> = {
    invalid: 'refused',
    rejected: 'rejected',
    'unknown-outcome': 'unknown',
  };
  return fates[reason ?? ''] ?? 'deferred';
}
