import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { BROWSER, openBrowser } from '../../tools/shared/browser.ts';

/** How long a page may take for what has to come: a limit that only matters when it never comes. */
const PATIENCE_MS = 300_000;

/** Tests in a browser; where there is none they are skipped, by name, and count as that. */
export const describeInBrowser = describe.skipIf(BROWSER === undefined);

/** A browser for a group of tests, with a page for each that is asked for. What a page complains of fails the group. */
export function useBrowser() {
  const complaints: string[] = [];
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    expect(complaints, 'what pages complained of').toEqual([]);
  });
  return async (
    address: string,
    options: NonNullable<Parameters<typeof browser.newContext>[0]> = {},
  ): Promise<{ page: Page; context: BrowserContext }> => {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== 'data:' && origin !== new URL(address).origin) complaints.push(`asked ${origin}`);
    });
    await page.goto(address);
    return { page, context };
  };
}
