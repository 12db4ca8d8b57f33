import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import type { SceneRow } from '../local/console/api.ts';
import { buildStage } from '../local/console/stage.ts';
import { openBrowser } from './shared/browser.ts';
import { takeNoOptions } from './shared/no-options.mjs';

takeNoOptions(`npm run pictures

Plays the demo's scenes in a stack of its own and takes pictures of the console: of each page in both schemes and at three widths into
.pictures/, which is not kept, and those of README.md and docs/ into docs/. Needs Chromium.`);

const root = resolve(import.meta.dirname, '..');

const PLACES = ['phones', 'requests', 'compose', 'held/campaigns', 'queues', 'trouble', 'figures'];
const WIDTHS = [360, 1_280, 2_560];
const SCHEMES = ['light', 'dark'] as const;

/** A picture that is kept: where it is taken, and what is opened first. */
interface Kept {
  readonly file: string;
  readonly scheme: (typeof SCHEMES)[number];
  readonly place: string;
  readonly height: number;
  open?(page: Page): Promise<unknown>;
}

/** Of a request in the list, by what its row says. */
const openRow = (says: string) => (page: Page) => page.getByRole('link').filter({ hasText: says }).first().click();

const KEPT: readonly Kept[] = [
  { file: 'console-phones.png', scheme: 'light', place: 'phones', height: 820 },
  { file: 'console-request.png', scheme: 'dark', place: 'requests', height: 760, open: openRow('2 calls') },
  { file: 'console-compose.png', scheme: 'light', place: 'compose', height: 760 },
  {
    file: 'console-letters.png',
    scheme: 'dark',
    place: 'queues',
    height: 620,
    open: (page) =>
      page
        .getByRole('link', { name: /^\d+ dead letters? of/ })
        .first()
        .click(),
  },
];

/** Wide enough for two columns, small enough for a page of text. */
const KEPT_WIDTH = 960;

/** What is told once in a while, and drawn, has come by then. */
const SETTLED_MS = 1_500;

async function takeAll(url: string): Promise<void> {
  const browser = await openBrowser();
  try {
    for (const colorScheme of SCHEMES) {
      const page = await browser.newPage({ colorScheme });
      for (const place of PLACES) {
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await show(page, `${url}/_console/#/${place}`);
          const file = `.pictures/${place.replace('/', '-')}-${colorScheme}-${width}.png`;
          await page.screenshot({ path: resolve(root, file), fullPage: true });
        }
      }
      for (const { file, place, height, open } of KEPT.filter(({ scheme }) => scheme === colorScheme)) {
        await page.setViewportSize({ width: KEPT_WIDTH, height });
        await show(page, `${url}/_console/#/${place}`);
        await open?.(page);
        await page.waitForTimeout(SETTLED_MS);
        await page.screenshot({ path: resolve(root, 'docs', file) });
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

/** Loaded anew: a change of what stands behind the `#` alone is no new page. */
async function show(page: Page, address: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.waitForTimeout(SETTLED_MS);
}

const { url, leave } = await buildStage();
try {
  mkdirSync(resolve(root, '.pictures'), { recursive: true });
  const scenes = (await (await fetch(`${url}/_console/api/scenes`)).json()) as SceneRow[];
  for (const { name } of scenes) await fetch(`${url}/_console/api/scenes/${name}`, { method: 'POST' });
  await takeAll(url);
} finally {
  await leave();
}
