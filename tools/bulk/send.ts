import { randomUUID } from 'node:crypto';
import { type Progress, startProgress, tellLines, tellMegabytes } from '../shared/progress.ts';
import { type Asking, isPassing, persist, watch } from './ask.ts';
import type { LocalFile, Order } from './order.ts';
import { type BulkStatus, decidedLines } from './status.ts';
import { tellFault, tellUnanswered } from './tell.ts';
import { upload } from './upload.ts';

/** What ends a command, for whoever gave it. */
export class FailedError extends Error {
  override readonly name = 'FailedError';
}

/** A file in the bucket. */
interface Uploaded {
  readonly key: string;
  /** How many lines it has, about: unknown where somebody else has put it there. */
  readonly lines?: number;
}

/** A bulk that was started. */
export interface Started {
  readonly id: string;
  readonly lines: number;
}

/**
 * Uploads the file and starts the bulk. Throws FailedError.
 *
 * @param say gets what somebody may need later, as it becomes known
 */
export async function start(order: Order, asking: Asking, say: (text: string) => void): Promise<Started> {
  const { source } = order;
  const { key: file, lines = 0 }: Uploaded = 'key' in source ? source : await uploadFile(source, asking);
  const key = order.key ?? `bulk-tool-${randomUUID()}`;
  say(`Idempotency-Key of the start: ${key}`);
  const answer = await persist(
    { method: 'POST', path: '/bulk', body: order.bodyFor(file), headers: { 'idempotency-key': key } },
    asking,
  );
  if (isPassing(answer)) throw new FailedError(`${tellFault(answer)}\n${tellUnanswered(file, order.format, key)}`);
  const { id } = (('body' in answer && answer.body) || {}) as { id?: string };
  if (!('status' in answer) || answer.status !== 202 || !id) throw new FailedError(tellFault(answer));
  say(answer.isReplayed ? `Started before, and not again: ${id}` : `Started: ${id}`);
  return { id, lines };
}

async function uploadFile(file: LocalFile, asking: Asking): Promise<Uploaded> {
  const answer = await asking.gateway({ method: 'POST', path: '/bulk/upload', body: {} }, asking.signal);
  const { key, url } = (('body' in answer && answer.body) || {}) as { key?: string; url?: string };
  if (!('status' in answer) || answer.status !== 201 || !key || !url) throw new FailedError(nothing(tellFault(answer)));
  const bar = startProgress('upload', tellMegabytes, asking.now);
  const onBytes = (sent: number) => bar.update(sent, file.bytes);
  const { status, noAnswer, lineEnds } = await upload(file, url, { signal: asking.signal, onBytes });
  bar.stop();
  if (status !== 200) throw new FailedError(nothing(`The upload failed (${status ?? noAnswer}).`));
  return { key, lines: lineEnds };
}

const nothing = (why: string) => `${why}\nNothing was started.`;

/** Stays with a bulk until its end, with a progress bar. */
export async function follow({ id, lines }: Started, asking: Asking): ReturnType<typeof watch> {
  const bar = startProgress('sent', tellLines, asking.now);
  try {
    return await watch(id, asking, (status) => show(bar, status, lines));
  } finally {
    bar.stop();
  }
}

/** Lines are counted by their ends: a record may have several, and a header is none. */
function show(bar: Progress, status: BulkStatus, lines: number): void {
  bar.update(decidedLines(status), Math.max(status.lines, lines));
}
