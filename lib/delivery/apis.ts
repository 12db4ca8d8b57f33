import type { Secret } from '../aws/secret.ts';
import type { Account } from '../endpoints/endpoint.ts';

/** What Batch says in the body of an answer that is an error. */
export interface BatchError {
  readonly code: number;
  readonly message: string;
}

/** How one of Batch's platforms is addressed, and how its errors read. */
interface Api {
  /** What stands before an endpoint's own path. */
  pathOf(version: string, key: string): string;
  headersOf(secret: Secret): Readonly<Record<string, string>>;
  /** The error in an answer's JSON; nothing if that is not Batch's word. */
  errorIn(json: unknown): BatchError | undefined;
}

/** By whose key a call needs. https://doc.batch.com/developer/api/mep */
export const APIS: Readonly<Record<Account, Api>> = {
  app: {
    pathOf: (version, key) => `/${version}/${encodeURIComponent(key)}`,
    headersOf: ({ restApiKey }) => ({ 'X-Authorization': restApiKey }),
    errorIn: (json) => (isBatchError(json) ? json : undefined),
  },
};

function isBatchError(json: unknown): json is BatchError {
  const { code, message } = (json ?? {}) as Partial<Record<string, unknown>>;
  return Number.isInteger(code) && typeof message === 'string';
}
