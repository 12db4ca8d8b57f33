import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, useBrowser } from '../support/browser.ts';
import { useConsole } from '../support/console.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const PLACES = [
  'phones',
  'requests',
  'compose',
  'held/campaigns',
  'held/users',
  'held/profiles',
  'held/events',
  'held/files',
  'queues',
  'trouble',
  'figures',
];

/** They leave something on each page. */
const SCENES = ['one-person', 'limits', 'unknown-outcome', 'live-campaign'];

const WIDTHS = [360, 1_280, 2_560];

/** What is wide, or dark, has nothing on it that the others have not; what is dark has other colours. */
const LOOKS = [
  ['light', 360],
  ['light', 1_280],
  ['dark', 1_280],
] as const;

describeInBrowser('each page, with something on it', () => {
  const { stack, api, request, watch } = useConsole();
  const open = useBrowser();

  describe('where a person is led', () => {
    let page: Page;

    beforeAll(async () => {
      for (const scene of SCENES) await api(`scenes/${scene}`, {});
      ({ page } = await open(`${stack().url}/_console/`, { bypassCSP: true }));
      await page.evaluate(AXE);
    });

    const goTo = async (place: string) => {
      await page.goto(`${stack().url}/_console/#/${place}`);
      await page.locator(`[aria-current="page"][href$="#/${place}"]`).waitFor({ state: 'attached' });
      await page.getByRole('heading', { level: 1 }).waitFor();
    };

    it.each(PLACES)('%s fits every width', async (place) => {
      await goTo(place);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(wide, `wider than ${width} px by`).toBeLessThanOrEqual(0);
      }
    });

    it.each(PLACES)('%s has no fault that axe finds', async (place) => {
      await goTo(place);
      for (const [colorScheme, width] of LOOKS) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await page.evaluate<AxeResults>('axe.run()');
        const found = violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]);
        expect(found, `${colorScheme}, at ${width} px`).toEqual([]);
      }
    });
  });

  it('of 10,000 requests makes the rows that are seen, and forgets those before', async () => {
    const fn = stack().service.functions.find(({ name }) => name.endsWith('-transactional-send'));
    if (!fn) throw new Error('There is no function of pushes.');
    for (let index = 0; index < 10_100; index += 1) {
      const event = {
        headers: {},
        rawPath: '/',
        rawQueryString: '',
        requestContext: { requestId: `r${index}`, http: { method: 'POST' } },
      };
      const invocation = { id: `i${index}`, fn, event, kill: async () => {} };
      watch.invoked(invocation);
      watch.ended(invocation, { answer: { statusCode: 201, body: '{"status":"accepted"}' } });
    }
    await request(({ id }) => id === 'r10099');
    const { page } = await open(`${stack().url}/_console/#/requests`);
    await page.getByText('10,000', { exact: true }).waitFor();
    const list = page.getByRole('region', { name: 'Requests' });
    await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await page.getByText('r100', { exact: true }).waitFor();
    expect(await list.getByRole('listitem').count()).toBeLessThan(100);
    expect(await page.getByText('r99', { exact: true }).count()).toBe(0);
  });
});
