import type { FileKept, SendDone, SendOrder } from './api.ts';

/** A file on its way in. */
export interface FileComing {
  readonly name: string;
  /** S3 takes no body without its length. */
  readonly bytes: string;
  readonly body: ReadableStream<Uint8Array>;
  /** Aborted if whoever sends it goes away. */
  readonly signal: AbortSignal;
}

/** Of the name that `bulk-upload` takes for the end of a key. */
const MOST_CHARACTERS = 100;

/**
 * Puts a file where a bulk can read it, as a caller would: the gateway is asked for a URL, and the bytes go there as they come, so a
 * file may be of any length that S3 takes.
 *
 * @throws Error that tells what refused it
 */
export async function keepFile(
  ask: (order: SendOrder) => Promise<SendDone>,
  { name, bytes, body, signal }: FileComing,
): Promise<FileKept> {
  const request = { name: name.replace(/[^A-Za-z0-9._-]/g, '-').slice(-MOST_CHARACTERS) };
  const { status, body: told } = await ask({ capability: 'bulk-upload', way: 'http', request });
  if (status !== 201) throw new Error(`bulk-upload answered ${status}: ${JSON.stringify(told)}`);
  const { key, url } = told as { key: string; url: string };
  const headers = { 'content-length': bytes };
  const answer = await fetch(url, { method: 'PUT', headers, body, signal, duplex: 'half' } as RequestInit);
  if (!answer.ok) throw new Error(`S3 answered ${answer.status}: ${await answer.text()}`);
  return { key };
}
