import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docs } from '../../local/docs.ts';
import { listen, type RunningServer } from '../../local/server.ts';

const written = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../openapi.json'), 'utf8'));

describe('the pages about the API', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await listen(0, docs());
  });
  afterAll(() => server.stop());
  const get = (path: string) => fetch(`${server.url}${path}`);

  it('describe the API of the stack that serves them', async () => {
    expect(await (await get('/_openapi.json')).json()).toEqual({ ...written, servers: [{ url: server.url }] });
  });

  it('load nothing, so that they work offline', async () => {
    const response = await get('/_docs');
    const page = await response.text();
    const [markup] = page.split('<script>');
    expect(response.headers.get('content-type')).toMatch('text/html');
    expect(markup).toContain('load-fonts="false"');
    expect(page).not.toMatch(/<(script|link|img|iframe)\s[^>]*(src|href)=["']?(https?:)?\/\//);
    expect(page.match(/<\/script/g)).toHaveLength(2);
    expect(page).toContain('"openapi":"3.1.1"');
  });
});
