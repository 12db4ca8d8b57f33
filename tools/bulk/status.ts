import type { Answer, NoAnswer } from '../shared/gateway.ts';

/** What `bulk-status` answers, as far as it is looked at. */
export interface BulkStatus {
  readonly id: string;
  readonly capability: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly lines: number;
  readonly items: number;
  readonly repeated: number;
  readonly refused: number;
  readonly refused_lines: readonly { readonly line: number; readonly reason: string }[];
  readonly parts: Readonly<Record<string, number>>;
  readonly results: readonly {
    readonly app?: string;
    readonly project?: string;
    readonly status: string;
    readonly items: number;
  }[];
  /** Once nothing of it can change by itself any more. */
  readonly ended?: string;
  readonly error?: { readonly name: string; readonly detail: string; readonly line?: number };
}

/** The status in an answer; undefined if it holds none. */
export function statusIn(answer: Answer | NoAnswer): BulkStatus | undefined {
  if ('noAnswer' in answer || answer.status !== 200) return undefined;
  const { parts, results } = (answer.body ?? {}) as Partial<BulkStatus>;
  return parts && Array.isArray(results) ? (answer.body as BulkStatus) : undefined;
}

/** Whether there is nothing that was not accepted. An id that was dropped for being repeated was. */
export function isAllAccepted({ status, refused, results }: BulkStatus): boolean {
  return status === 'done' && refused === 0 && results.every((result) => result.status === 'accepted');
}

/** Of the lines that were handed over, those of which it is known what became of them: as many as of the items. */
export function decidedLines({ lines, results }: BulkStatus): number {
  const sum = (all: BulkStatus['results']) => all.reduce((total, { items }) => total + items, 0);
  const open = results.filter(({ status }) => status === 'queued' || status === 'deferred');
  const all = sum(results);
  return all === 0 ? lines : Math.floor((lines * (all - sum(open))) / all);
}
