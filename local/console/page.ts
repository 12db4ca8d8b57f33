import { resolve } from 'node:path';
import * as esbuild from 'esbuild';

/** What the page consists of: it loads nothing else, and nothing from elsewhere. */
export interface Page {
  readonly script: string;
  readonly style: string;
}

/** Builds the console's page, minified. Takes some tenths of a second. */
export async function buildPage(): Promise<Page> {
  const { outputFiles } = await esbuild.build({
    entryPoints: ['main.tsx', 'style/page.css'].map((file) => resolve(import.meta.dirname, 'page', file)),
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
  });
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}

/** The document around them. */
export const DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Console · batch-push-functions</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_console/page.css">
<script type="module" src="/_console/page.js"></script>
</head>
<body></body>
</html>
`;

/** Nothing but what comes from here; the page's own icon is empty. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
