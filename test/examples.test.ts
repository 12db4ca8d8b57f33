import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../lib/endpoints/catalog.ts';
import { eventually } from './support/patience.ts';
import { useStack } from './support/stack.ts';

/** What an answer gives to the examples behind it. */
type Given = Record<'TOKEN' | 'KEY' | 'URL' | 'ID', string>;

interface Example {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Or the whole URL, where an answer gave it. */
  readonly path: string;
  readonly body: string | undefined;
  readonly status: number;
}

/** As far as an answer gives something. */
interface Told {
  readonly results?: readonly { readonly token?: string }[];
  readonly key?: string;
  readonly url?: string;
  readonly id?: string;
  readonly errors?: readonly unknown[];
}

/** The files that examples upload. */
const FILES: Record<string, string> = {
  'ids.csv': ['id', ...Array.from({ length: 25_000 }, (_, index) => `u${index + 1}`), ''].join('\n'),
};

const textOf = (page: string) =>
  readFileSync(resolve(import.meta.dirname, '..', 'docs', page), 'utf8').replaceAll(/'(\$[A-Z]+)'/g, '$1');
const EXAMPLE = /```\ncurl (?:-T (\S+) )?"?(?:localhost:3000)?([^\s"]+)"?(?: -d '([^']+)')?\n```\n\nanswers (\d{3})/g;
const examplesIn = (text: string): Example[] =>
  [...text.matchAll(EXAMPLE)].map(([, file, path = '', body, status = '']) => ({
    method: file !== undefined ? 'PUT' : body === undefined ? 'GET' : 'POST',
    path,
    body: file === undefined ? body : FILES[file],
    status: Number(status),
  }));

/** Whether a path is one of a route, whatever stands in its places. */
function isOf(route: string, path: string): boolean {
  const pattern = route.replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path.split('?')[0] ?? '');
}

function givenBy({ results, key, url, id }: Told): Partial<Given> {
  const token = results?.[0]?.token;
  return { ...(token && { TOKEN: token }), ...(key && { KEY: key }), ...(url && { URL: url }), ...(id && { ID: id }) };
}

describe.each(['examples.md', 'migration.md'])('the requests of docs/%s', (page) => {
  const { stack } = useStack();
  const text = textOf(page);
  const examples = examplesIn(text);

  async function expectDone(path: string): Promise<void> {
    const results = ['ios', 'android', 'web'].map((app) => ({ app, status: 'accepted', items: 25_000 }));
    const response = await fetch(new URL(path, stack().url));
    expect(await response.json()).toMatchObject({ status: 'done', lines: 25_000, items: 25_000, results });
  }

  it('have each the status beside them that they are answered with', () => {
    expect(examples).toHaveLength(text.match(/^curl /gm)?.length ?? 0);
  });

  it.runIf(page === 'examples.md')('are of every capability', () => {
    const without = CATALOG.filter(
      ({ route }) => !examples.some(({ method, path }) => method === route.method && isOf(route.path, path)),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('are answered as they say, one after the other', async () => {
    const given: Given = { TOKEN: '', KEY: '', URL: '', ID: '' };
    const filled = (template: string) =>
      template.replaceAll(/\$([A-Z]+)/g, (all, name) => given[name as keyof Given] ?? all);
    for (const { method, path, body, status } of examples) {
      const response = await fetch(new URL(filled(path), stack().url), {
        method,
        ...(body !== undefined && { body: filled(body) }),
        ...(method === 'POST' && { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      });
      expect.soft(response.status, `${path} ${body}`).toBe(status);
      const told = method === 'POST' ? ((await response.json()) as Told) : {};
      Object.assign(given, givenBy(told));
      if (path === '/transactional/send' && status === 400) expect(told.errors).toHaveLength(4);
      if (path === '/bulk/$ID') await eventually(() => expectDone(filled(path)));
    }
  });
});
