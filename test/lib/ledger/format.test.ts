import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../lib/endpoints/endpoint.ts';
import { customDataUpdate } from '../../../lib/endpoints/v1/custom-data-update.ts';
import { transactionalSend } from '../../../lib/endpoints/v1/transactional-send.ts';
import { fromItem, toItem } from '../../../lib/ledger/item.ts';
import { record, work } from '../../support/work.ts';

/**
 * A ledger as an earlier version left it, and what was asked for: the items of each format that was ever deployed, as they lie in
 * the table. A file is never changed, save for one that is added; a format that can't be read any more makes every request
 * of the last week a new one.
 */
const FORMATS = ['1'] as const;

type Item = Parameters<typeof fromItem>[0];
interface Filled {
  readonly items: Record<string, Record<string, unknown>>[];
  readonly messages: { id: string; capability: string; body: unknown; attributes: Record<string, string> }[];
}

function readFormat(format: string): Filled {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, `../../fixtures/ledger__format_${format}.json`), 'utf8'));
}

/** Bytes are base64 in JSON. */
function toAttributes(item: Filled['items'][number]): Item {
  const bytes = item['sealed']?.['B'];
  return { ...item, ...(bytes !== undefined && { sealed: { B: Buffer.from(String(bytes), 'base64') } }) } as Item;
}

describe.each(FORMATS)('a ledger of format %s', (format) => {
  const { items, messages } = readFormat(format);

  it.each(['transactional-send', 'custom-data-update'])(
    'is gone on with by %s: nothing is repeated, all is told',
    async (capability) => {
      const endpoint = (capability === 'transactional-send' ? transactionalSend : customDataUpdate) as Endpoint;
      const at = work(endpoint);
      for (const item of items) {
        const known = fromItem(toAttributes(item));
        at.remembered.records.set(`${known.request} ${known.place}`, known);
      }
      at.clock.advance(WRITTEN_AT + 600_000);
      const own = messages.filter((message) => message.capability === capability);
      expect(await at.take(own.map(({ id, body, attributes }) => record(id, body, attributes)))).toEqual([]);
      const told = at.letters.map(({ attributes: { source, reason, detail } }) => `${source} ${reason} ${detail}`);
      expect(told.sort()).toEqual(EXPECTED[capability]?.letters);
      expect(at.calls.map(({ app }) => app).sort()).toEqual(EXPECTED[capability]?.calls);
    },
  );

  it('is written as it was, save for what is new', () => {
    for (const item of items) expect(toItem(fromItem(toAttributes(item)))).toEqual(toAttributes(item));
  });
});

/** When the items were written, in milliseconds since the epoch. */
const WRITTEN_AT = 1_000_000;

const EXPECTED: Record<string, { letters: string[]; calls: string[] }> = {
  'transactional-send': {
    letters: [
      'interrupted unknown-outcome ios: 1 unknown INTERRUPTED',
      'rejected rejected ios: 1 rejected X; android: 1 rejected X',
      'unknown unknown-outcome ios: 1 unknown X; android: 1 unknown X',
    ],
    // Of `half`, what was deferred.
    calls: ['android'],
  },
  'custom-data-update': { letters: [], calls: ['android'] },
};
