import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../lib/endpoints/catalog.ts';
import { useStack } from './support/stack.ts';

const textOf = (page: string) =>
  readFileSync(resolve(import.meta.dirname, '..', 'docs', page), 'utf8').replaceAll("'$TOKEN'", '$TOKEN');
const EXAMPLE = /```\ncurl "?localhost:3000([^\s"]+)"?(?: -d '([^']+)')?\n```\n\nanswers (\d{3})/g;
const examplesIn = (text: string) =>
  [...text.matchAll(EXAMPLE)].map(([, path = '', body, status = '']) => ({
    method: body === undefined ? 'GET' : 'POST',
    path,
    body,
    status: Number(status),
  }));

/** Whether a path is one of a route, whatever stands in its places. */
function isOf(route: string, path: string): boolean {
  const pattern = route.replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path.split('?')[0] ?? '');
}

describe.each(['examples.md', 'migration.md'])('the requests of docs/%s', (page) => {
  const { post, stack } = useStack();
  const text = textOf(page);
  const examples = examplesIn(text);

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
    let token = '';
    for (const { path, body, status } of examples) {
      const filled = (template: string) => template.replaceAll('$TOKEN', token);
      if (body === undefined) {
        expect.soft((await fetch(`${stack().url}${filled(path)}`)).status, path).toBe(status);
        continue;
      }
      const answer = await post(path, filled(body), { 'content-type': 'application/x-www-form-urlencoded' });
      expect.soft(answer.status, `${path} ${body}`).toBe(status);
      token = answer.body.results?.[0]?.token ?? token;
      if (path === '/transactional/send' && status === 400) expect(answer.body.errors).toHaveLength(4);
    }
  });
});
