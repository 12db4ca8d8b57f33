import type { Account } from '../endpoints/endpoint.ts';

/** What Batch says in the body of an answer that is an error. */
export interface BatchError {
  readonly code?: number;
  /** Where Batch has a word in place of a number. */
  readonly name?: string;
  readonly message: string;
}

/** How one of Batch's platforms is addressed, and how its errors read. */
interface Api {
  /** What stands before an endpoint's own path. */
  pathOf(version: string, key: string): string;
  /** @param key of the app or the project */
  headersOf(restApiKey: string, key: string): Readonly<Record<string, string>>;
  /** The error in an answer's JSON; nothing if that is not Batch's word. */
  errorIn(json: unknown): BatchError | undefined;
}

/** By whose key a call needs. https://doc.batch.com/developer/api/mep, https://doc.batch.com/developer/api/cep */
export const APIS: Readonly<Record<Account, Api>> = {
  app: {
    pathOf: (version, key) => `/${version}/${encodeURIComponent(key)}`,
    headersOf: (restApiKey) => ({ 'X-Authorization': restApiKey }),
    errorIn(json) {
      const { code, message } = membersOf(json);
      return isCode(code) && typeof message === 'string' ? { code, message } : undefined;
    },
  },
  project: {
    pathOf: (version) => `/${version}`,
    headersOf: (restApiKey, key) => ({ Authorization: `Bearer ${restApiKey}`, 'X-Batch-Project': key }),
    errorIn(json) {
      const { error_code: said, error_message: message } = membersOf(json);
      if (typeof message !== 'string') return undefined;
      const code = typeof said === 'string' && /^\d{1,9}$/.test(said) ? Number(said) : said;
      if (isCode(code)) return { code, message };
      return typeof code === 'string' && /^\w{1,64}$/.test(code) ? { name: code, message } : undefined;
    },
  },
};

function membersOf(json: unknown): Partial<Record<string, unknown>> {
  return json ?? {};
}

function isCode(code: unknown): code is number {
  return Number.isInteger(code);
}
