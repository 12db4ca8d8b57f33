import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

/** Where Chromium lies: Debian's, Chrome of most systems; `CHROMIUM` names another. */
const PLACES = [
  process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The program, or undefined where there is none: a browser is not installed for whoever has none. */
export const BROWSER = PLACES.find((place) => existsSync(place));

/** Without a window, and without the calls home that it would make. */
export async function openBrowser(): Promise<Browser> {
  if (BROWSER === undefined) throw new Error(`There is no Chromium at ${PLACES.join(', ')}. CHROMIUM may name one.`);
  return chromium.launch({
    executablePath: BROWSER,
    args: [
      // Root, as in a container, has no sandbox to be in.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
