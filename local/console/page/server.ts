import type { FileKept } from '../api.ts';

/** What the page asks of the server, and orders. Throws what the server says is wrong. */
export async function get<T>(path: string): Promise<T> {
  return answerOf(await fetch(`/_console/api/${path}`));
}

export async function post<T>(path: string, order: unknown): Promise<T> {
  return answerOf(await fetch(`/_console/api/${path}`, ofJson('POST', order)));
}

/** Puts a file where a bulk can read it. */
export async function postFile(file: File): Promise<FileKept> {
  return answerOf(
    await fetch(`/_console/api/files?${new URLSearchParams({ name: file.name })}`, { method: 'POST', body: file }),
  );
}

/** What the simulator of Batch is told. */
export async function tellSimulator(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> {
  await answerOf(await fetch(`/_simulator/${path}`, ofJson(method, body)));
}

function ofJson(method: string, body: unknown): RequestInit {
  const headers = { 'content-type': 'application/json' };
  return { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
}

async function answerOf<T>(response: Response): Promise<T> {
  const body = await response.json();
  if (!response.ok) throw new Error([body.message, ...(body.errors ?? [])].join('\n'));
  return body;
}
