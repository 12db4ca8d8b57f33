import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useStack } from './support/stack.ts';

const text = readFileSync(resolve(import.meta.dirname, '..', 'docs', 'examples.md'), 'utf8');
const examples = [...text.matchAll(/```\ncurl localhost:3000(\S+) -d '([^']+)'\n```\n\nanswers (\d{3})/g)].map(
  ([, path = '', body = '', status = '']) => ({ path, body, status: Number(status) }),
);

describe('docs/examples.md', () => {
  const { post, stack } = useStack();

  it('holds examples of every capability, each with the status it is answered with', () => {
    expect(examples).toHaveLength(text.match(/^curl /gm)?.length ?? 0);
    const routes = stack().service.functions.flatMap((fn) => fn.routes.map(({ path }) => path));
    expect(new Set(examples.map(({ path }) => path))).toEqual(new Set(routes));
  });

  it.each(examples)('$path answers $status', async ({ path, body, status }) => {
    const answer = await post(path, body, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer.status).toBe(status);
    if (path === '/transactional/send' && status === 400) expect(answer.body.errors).toHaveLength(4);
  });
});
