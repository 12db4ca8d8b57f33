import type { Account } from '../endpoints/endpoint.ts';
import type { FileForm } from './file/form.ts';

/** Where the lines are. */
export interface FileOrder extends Pick<FileForm, 'format' | 'column'> {
  readonly bucket: string;
  readonly key: string;
  /** Which list of the request's recipients it fills. */
  readonly list?: string | undefined;
}

/** What somebody has asked for, settled when it was started: nothing of it may be otherwise tomorrow. */
export interface BulkOrder {
  readonly id: string;
  readonly capability: string;
  readonly account: Account;
  /** Without its list and its apps. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Aliases. */
  readonly apps: readonly string[];
  readonly file: FileOrder;
  readonly unique: boolean;
  /** Items. */
  readonly pacePerMinute?: number | undefined;
  /** Of one part: items by their weight, and bytes of their JSON. A deploy in between cuts no part anew. */
  readonly limits: { readonly most: number; readonly bytes: number };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** SHA-256 of what was asked for. */
  readonly bodyHash: string;
}
