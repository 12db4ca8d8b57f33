import type { Request } from './described.ts';
import { isObject } from './value.ts';

/** A request that somebody is working on, as a value and as the text of it. */
export interface Draft {
  readonly request: Request;
  readonly text: string;
  /** Why the text is no request. The request is then what it was before. */
  readonly textFault?: string;
  /** The name under which it is sent. */
  readonly key: string;
  /** Counts the requests that were loaded: their fields begin anew. */
  readonly version: number;
}

/** A draft from an example, or from what was sent before. A name within becomes the name of the draft. */
export function started({ idempotency_key, ...request }: Request, freshKey: string, version = 0): Draft {
  const key = typeof idempotency_key === 'string' ? idempotency_key : freshKey;
  return { request, text: textOf(request), key, version };
}

/** A draft from a text, which need not be JSON: faulty requests are looked at too. */
export function startedFrom(text: string, freshKey: string, version: number): Draft {
  const draft = typed(started({}, freshKey, version), text);
  return draft.textFault === undefined ? started(draft.request, freshKey, version) : draft;
}

/** As a field of the form was changed. */
export function edited({ textFault: _, ...draft }: Draft, request: Request): Draft {
  return { ...draft, request, text: textOf(request) };
}

/** As the raw JSON was changed. */
export function typed({ textFault: _, ...draft }: Draft, text: string): Draft {
  try {
    const request: unknown = JSON.parse(text);
    if (isObject(request)) return { ...draft, request, text };
    return { ...draft, text, textFault: 'A request is an object: { … }.' };
  } catch (error) {
    return { ...draft, text, textFault: `This is not JSON: ${(error as Error).message}` };
  }
}

/** The name to send it under; none if somebody wrote one into the request itself. */
export function nameOf({ request, key }: Draft): string | undefined {
  return key === '' || Object.hasOwn(request, 'idempotency_key') ? undefined : key;
}

function textOf(request: Request): string {
  return JSON.stringify(request, null, 2);
}
