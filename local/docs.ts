import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Hono } from 'hono';
import { type Handler, handlerOf } from './server.ts';

const VIEWER = createRequire(import.meta.url).resolve('rapidoc');

/** What is described, read anew each time: whoever works on it sees what `npm run openapi` wrote last. */
function readDescription(url: string): object {
  const file = resolve(import.meta.dirname, '../openapi.json');
  return { ...JSON.parse(readFileSync(file, 'utf8')), servers: [{ url }] };
}

/** Serves `/_openapi.json`, and `/_docs`, a page that shows it and can be tried on. The page has all in it and loads nothing. */
export function docs(): Handler {
  const app = new Hono();
  app.get('/_openapi.json', (c) => c.json(readDescription(new URL(c.req.url).origin)));
  app.get('/_docs', (c) => c.html(page(readDescription(new URL(c.req.url).origin))));
  return handlerOf(app);
}

/** Fonts would come from elsewhere, so it has the system's. */
function page(description: object): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>batch-push-functions</title></head>
<body>
<rapi-doc load-fonts="false" regular-font="system-ui" mono-font="ui-monospace" render-style="focused" show-header="false"
  allow-authentication="false" allow-server-selection="false" schema-description-expanded="true"></rapi-doc>
<script>${inScript(readFileSync(VIEWER, 'utf8'))}</script>
<script>document.querySelector('rapi-doc').loadSpec(${inScript(JSON.stringify(description))});</script>
</body>
</html>`;
}

/** What would end a script where it stands in a page. In a text and in a pattern the backslash changes nothing. */
function inScript(code: string): string {
  return code.replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
}
