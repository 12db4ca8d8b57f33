import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { useConsole } from '../support/console.ts';

const { stack } = useConsole();

interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The status of an answer. `fetch` sets no `Host`. */
function statusOf(url: string, { method = 'GET', headers = {}, body }: Asked): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    request.once('error', reject);
    request.end(body);
  });
}

const fault = JSON.stringify({ kind: '429', app: 'ios' });

/** What a page of somebody else's would like to do, at each door of the stack. */
const ORDERS: readonly [what: string, url: () => string, body: string][] = [
  ['a push by the gateway', () => `${stack().url}/transactional/send`, '{}'],
  ['a fault, on the port of the gateway', () => `${stack().url}/_simulator/faults`, fault],
  ['a fault, on the port of Batch', () => `${stack().batch.url}/_simulator/faults`, fault],
  ['the death of a function, by the console', () => `${stack().url}/_console/api/trouble`, '{"isKilling":true}'],
];

/** As a browser names where a request comes from: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site */
const FOREIGN: readonly [what: string, headers: Record<string, string>][] = [
  ['a name that was made to mean this machine', { host: 'evil.example' }],
  ['such a name with our port', { host: 'evil.example:3000' }],
  ['a name that begins like ours', { host: '127.0.0.1.evil.example' }],
  ['the page of another site', { origin: 'https://evil.example' }],
  ['a page without an origin of its own', { origin: 'null' }],
  ['a page on another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a background request of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['a background request of another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
  [
    'the form of another site',
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ],
  ['the same by a browser that sends no Origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
];

describe.each(ORDERS)('%s', (_, url, body) => {
  it.each(FOREIGN)('is refused to %s, and changes nothing', async (__, headers) => {
    const before = [stack().batch.memory.calls.length, stack().batch.faults.pending().length];
    expect(await statusOf(url(), { method: 'POST', headers, body })).toBe(403);
    expect([stack().batch.memory.calls.length, stack().batch.faults.pending().length]).toEqual(before);
  });

  it('is carried out for what is no browser, and for our own page', async () => {
    for (const headers of [
      {},
      { host: 'localhost:3000' },
      { origin: new URL(url()).origin, 'sec-fetch-site': 'same-origin' },
    ]) {
      expect(await statusOf(url(), { method: 'POST', headers, body })).not.toBe(403);
    }
  });
});

const READS: readonly [what: string, url: () => string][] = [
  ['the console', () => `${stack().url}/_console/`],
  ['the documentation', () => `${stack().url}/_docs`],
  ['what reached Batch', () => `${stack().url}/_simulator/calls`],
];

describe.each(READS)('%s', (_, url) => {
  it('opens by a link of another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(await statusOf(url(), { headers })).toBe(200);
  });

  it('is refused to a page that would put it into a frame, or read it in the background', async () => {
    const inFrame = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    const unseen = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    for (const headers of [inFrame, unseen]) expect(await statusOf(url(), { headers })).toBe(403);
  });

  it('is refused to a name that was made to mean this machine', async () => {
    expect(await statusOf(url(), { headers: { host: 'evil.example' } })).toBe(403);
  });
});
