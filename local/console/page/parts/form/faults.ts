import type { SendDone } from '../../../api.ts';

/** What the gateway says is wrong with a request. */
export interface Fault {
  readonly detail: string;
  /** RFC 6901, to the faulty or missing member; a member of the path or the query is named in the same way. */
  readonly pointer?: string;
  /** The faulty header. */
  readonly header?: string;
}

/** What a call to Batch would be. */
export interface PlannedCall {
  /** The alias of the app, or of the project. */
  readonly of: string;
  readonly items: number;
  readonly method: string;
  /** With the alias where a key stands. */
  readonly path: string;
  readonly body: unknown;
}

interface Problem {
  readonly detail?: string;
  readonly message?: string | null;
  readonly errors?: readonly (Fault & { readonly parameter?: string })[];
}

/** The faults that an answer names. */
export function faultsIn({ body }: SendDone): readonly Fault[] {
  const { errors = [] } = Object(body) as Problem;
  return errors.map(({ parameter, ...fault }) =>
    parameter === undefined ? fault : { ...fault, pointer: pointerTo('', parameter) },
  );
}

/** Those, and an answer that names none but is no good either. */
export function faultsOfCheck(done: SendDone): readonly Fault[] {
  const faults = faultsIn(done);
  if (faults.length > 0 || done.status < 400) return faults;
  const { detail, message } = Object(done.body) as Problem;
  return [{ detail: `The check was answered ${done.status}: ${detail ?? message ?? 'without a reason'}` }];
}

/** What a dry run says would be called. */
export function plannedIn({ body }: SendDone): readonly PlannedCall[] {
  const { status, results = [] } = Object(body);
  if (status !== 'dry_run') return [];
  return (results as readonly PlannedResult[]).map(({ app, project, items, request }) => ({
    of: app ?? project ?? '',
    items,
    method: request.method,
    path: request.path,
    body: request.body,
  }));
}

interface PlannedResult {
  readonly app?: string;
  readonly project?: string;
  readonly items: number;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
}

/** The pointer to a part. https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export function pointerTo(pointer: string, part: string): string {
  return `${pointer}/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Faults that belong at a place: its own, and those beneath it that none of its parts shows. */
export function faultsAt(faults: readonly Fault[], pointer: string, parts: readonly string[]): readonly Fault[] {
  const shownElsewhere = parts.map((part) => pointerTo(pointer, part));
  return faults.filter((fault) => isWithin(fault, pointer) && !shownElsewhere.some((part) => isWithin(fault, part)));
}

export function isWithin({ pointer }: Fault, place: string): boolean {
  return pointer !== undefined && (pointer === place || pointer.startsWith(`${place}/`));
}

/** Where beneath a place a fault is, in words: `entry 2 › body`; empty at the place itself. */
export function wayDown({ pointer = '' }: Fault, place: string): string {
  return pointer
    .slice(place.length)
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `entry ${Number(part) + 1}` : unescaped(part)))
    .join(' › ');
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
