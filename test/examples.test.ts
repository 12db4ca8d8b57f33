import { describe, expect, it } from 'vitest';
import { CATALOG } from '../lib/endpoints/catalog.ts';
import { examplesIn, isOfRoute, pageOf } from '../tools/shared/examples.ts';
import { eventually } from './support/patience.ts';
import { useStack } from './support/stack.ts';

/** What an answer gives to the examples behind it. */
type Given = Record<'TOKEN' | 'KEY' | 'URL' | 'ID', string>;

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

function givenBy({ results, key, url, id }: Told): Partial<Given> {
  const token = results?.[0]?.token;
  return { ...(token && { TOKEN: token }), ...(key && { KEY: key }), ...(url && { URL: url }), ...(id && { ID: id }) };
}

describe.each(['examples.md', 'migration.md'])('the requests of docs/%s', (page) => {
  const { stack } = useStack();
  const text = pageOf(page);
  const examples = examplesIn(text);

  async function expectDone(path: string): Promise<void> {
    const results = ['ios', 'android', 'web'].map((app) => ({ app, status: 'accepted', items: 25_000 }));
    const response = await fetch(new URL(path, stack().url));
    expect(await response.json()).toMatchObject({ status: 'done', lines: 25_000, items: 25_000, results });
  }

  it('have each the status beside them that they are answered with', () => {
    expect(examples).toHaveLength(text.match(/^curl (?!--aws-sigv4)/gm)?.length ?? 0);
  });

  it.runIf(page === 'examples.md')('are of every capability', () => {
    const without = CATALOG.filter(
      ({ route }) => !examples.some(({ method, path }) => method === route.method && isOfRoute(route.path, path)),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('are answered as they say, one after the other', async () => {
    const given: Given = { TOKEN: '', KEY: '', URL: '', ID: '' };
    const filled = (template: string) =>
      template.replaceAll(/\$([A-Z]+)/g, (all, name) => given[name as keyof Given] ?? all);
    for (const { method, path, file, body = FILES[`${file}`], status } of examples) {
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
