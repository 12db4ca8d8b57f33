import { createReadStream } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { LocalFile } from './order.ts';

/** For so long nothing may move before an upload is given up. Ours. */
const IDLE_MS = 60_000;

const LINE_END = 0x0a;

interface UploadOptions {
  readonly signal: AbortSignal;
  onBytes(sent: number): void;
}

/** How an upload ended: the status of the answer, or why there is none; and how many ends of lines were sent. */
export interface Upload {
  readonly status?: number;
  readonly noAnswer?: string;
  readonly lineEnds: number;
}

/**
 * Puts a file at a presigned URL, as a stream, with its length told beforehand: S3 takes no body without one. Never throws, and
 * says nothing of the URL: whoever has it may put a file there.
 */
export async function upload({ path, bytes }: LocalFile, url: string, options: UploadOptions): Promise<Upload> {
  const { signal, onBytes } = options;
  const { request: open } = url.startsWith('https:') ? https : http;
  const request = open(url, { method: 'PUT', headers: { 'content-length': bytes }, signal });
  request.setTimeout(IDLE_MS, () => request.destroy(Object.assign(new Error('idle'), { code: 'ETIMEDOUT' })));
  let [sent, lineEnds] = [0, 0];
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      lineEnds += countLineEnds(chunk);
      sent += chunk.length;
      onBytes(sent);
      yield chunk;
    }
  }
  const answered = statusOf(request);
  // No further than it was long when it was told. What goes wrong here, the request tells as well.
  const file = createReadStream(path, { end: Math.max(bytes - 1, 0) });
  pipeline(file, counted, request).catch(() => {});
  try {
    return { status: await answered, lineEnds };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return { noAnswer: code ?? name, lineEnds };
  } finally {
    request.destroy();
  }
}

/** Of the answer, which may come before the body is sent: a refusal. */
function statusOf(request: http.ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    request.once('response', (response) => resolve(response.resume().statusCode ?? 0));
    request.on('error', reject);
  });
}

function countLineEnds(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, at + 1)) count += 1;
  return count;
}
