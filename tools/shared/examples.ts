import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A request that a page of docs/ shows, and the status that the page says it is answered with. */
export interface Example {
  /** The sentence before it. */
  readonly summary: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Or the whole URL, where an answer gave it. `$TOKEN` and the like stand for what an answer gave. */
  readonly path: string;
  readonly body: string | undefined;
  /** What is uploaded. */
  readonly file: string | undefined;
  readonly status: number;
}

const EXAMPLE =
  /([^.\n]+):\n\n```\ncurl (?:-T (\S+) )?"?(?:localhost:3000)?([^\s"]+)"?(?: -d '([^']+)')?\n```\n\nanswers (\d{3})/g;

/** A page of docs/. */
export function pageOf(name: string): string {
  return readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8');
}

/** Every request that a page shows with its answer; `test/examples.test.ts` sends them. */
export function examplesIn(page: string): Example[] {
  // The shell's quotes around a variable.
  const text = page.replaceAll(/'(\$[A-Z]+)'/g, '$1');
  return [...text.matchAll(EXAMPLE)].map(([, summary = '', file, path = '', body, status = '']) => ({
    summary: summary.trim(),
    method: file !== undefined ? 'PUT' : body === undefined ? 'GET' : 'POST',
    path,
    body,
    file,
    status: Number(status),
  }));
}

/** Whether a path is one of a route, whatever stands in its places. */
export function isOfRoute(route: string, path: string): boolean {
  const pattern = route.replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path.split('?')[0] ?? '');
}
