import type { Memory } from './memory.ts';

/** What an endpoint is asked besides the body. */
export interface Target {
  /** The alias of the app, or, on the newer platform, of the project. */
  readonly app: string;
  /** What stands in the path after the endpoint, percent-decoded: a custom id, a token, a group. */
  readonly parameter?: string | undefined;
  readonly query?: URLSearchParams | undefined;
  readonly memory: Memory;
  readonly nowMs: number;
}
