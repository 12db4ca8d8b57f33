import type { QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { either, isFree, isOfAttempt, isStill } from '../../../lib/ledger/conditions.ts';
import { requestId } from '../../../lib/ledger/identity.ts';
import { fromItem, toItem } from '../../../lib/ledger/item.ts';
import { keptOf } from '../../../lib/ledger/kept.ts';
import { createLookup, type Item, type Lookup } from '../../../lib/ledger/lookup.ts';
import { type Mark, markOf, toItem as toMarkItem } from '../../../lib/ledger/mark.ts';
import type { LedgerRecord } from '../../../lib/ledger/record.ts';
import { recordOf } from '../../support/ledger-record.ts';

const FOREVER = { remainingMs: () => 60_000 };
const NOW = 7_500;

describe('what is asked of the table', () => {
  /** Looks up what lies on these pages; answers what was found and asked. */
  async function lookUp(narrowed?: Parameters<Lookup['all']>[2], ...pages: Partial<QueryCommandOutput>[]) {
    const asked: unknown[] = [];
    const client = {
      async send({ input }: { input: unknown }, { abortSignal }: { abortSignal: AbortSignal }) {
        expect(abortSignal).toBeInstanceOf(AbortSignal);
        asked.push(input);
        return (pages[asked.length - 1] ?? {}) as QueryCommandOutput;
      },
    };
    const found = await createLookup(
      'table',
      () => NOW,
      () => client as never,
    ).all('it', FOREVER, narrowed);
    return { found, asked };
  }
  const ALL = {
    TableName: 'table',
    ConsistentRead: true,
    KeyConditionExpression: '#request = :it',
    ExpressionAttributeNames: { '#request': 'request' },
    ExpressionAttributeValues: { ':it': { S: 'it' } },
  };
  const itemUntil = (seconds: number): Item => ({ expiresAt: { N: `${seconds}` } });

  it('is all under a key, page by page, as it was written last, and of that what has not expired', async () => {
    const from = { request: { S: 'it' } };
    const { found, asked } = await lookUp(
      undefined,
      { Items: [itemUntil(6), itemUntil(7)], LastEvaluatedKey: from },
      { Items: [itemUntil(8), {}] },
    );
    expect(asked).toStrictEqual([ALL, { ...ALL, ExclusiveStartKey: from }]);
    expect(found).toEqual([itemUntil(7), itemUntil(8)]);
    expect((await lookUp()).found).toEqual([]);
  });

  it('is what begins so, or the last of that, of which there is one page', async () => {
    const narrowed = {
      ...ALL,
      KeyConditionExpression: '#request = :it AND begins_with(#part, :prefix)',
      ExpressionAttributeNames: { '#request': 'request', '#part': 'part' },
      ExpressionAttributeValues: { ':it': { S: 'it' }, ':prefix': { S: 'head' } },
    };
    expect((await lookUp({ prefix: 'head' })).asked).toStrictEqual([narrowed]);
    const { asked } = await lookUp({ prefix: 'head', last: 2 }, { LastEvaluatedKey: { request: { S: 'it' } } });
    expect(asked).toStrictEqual([{ ...narrowed, ScanIndexForward: false, Limit: 2 }]);
  });
});

describe('a write is bound to', () => {
  const record = recordOf({ attempt: 'own', state: 'unknown' });

  it('a place that nobody has, or not any more', () => {
    expect(isFree(NOW)).toEqual({
      ConditionExpression: 'attribute_not_exists(#request) OR #expiresAt < :nowSeconds',
      ExpressionAttributeNames: { '#request': 'request', '#expiresAt': 'expiresAt' },
      ExpressionAttributeValues: { ':nowSeconds': { N: '7' } },
    });
  });

  it('an attempt, or to how it was found, or to one of both', () => {
    expect(either(isOfAttempt(record), isStill(record))).toEqual({
      ConditionExpression: '(#attempt = :own) OR (#attempt = :found AND #state = :state)',
      ExpressionAttributeNames: { '#attempt': 'attempt', '#state': 'state' },
      ExpressionAttributeValues: { ':own': { S: 'own' }, ':found': { S: 'own' }, ':state': { S: 'unknown' } },
    });
  });
});

describe('an item of the table', () => {
  it.each<[string, Partial<LedgerRecord>]>([
    ['the least that there is', {}],
    ['a request for projects', { whole: { apps: [{ alias: 'a', keyHash: 'h' }], account: 'project', chunks: [1, 2] } }],
    ['a request for apps', { whole: { apps: [{ alias: 'a', keyHash: 'h' }], chunks: [1] }, unknowns: 2, word: 'w' }],
    ['what was begun', { end: { begun: { counts: [{ status: 'accepted', items: 1 }], piece: [0, 1] } } }],
    ['how it ended', { end: { token: 't', error: 'E', sealed: new Uint8Array([1]), counts: [], pieces: [] } }],
  ])('holds %s, and gives it back', (_, more) => {
    const record = recordOf({ end: {}, ...more });
    expect(fromItem(toItem(record))).toEqual(record);
  });

  it('tells of a request for apps nothing of an account, of what was not begun nothing of that', () => {
    const names = Object.keys(toItem(recordOf({ whole: { apps: [], chunks: [] } })));
    expect(names).not.toContain('account');
    expect(names).not.toContain('begun');
    expect(Object.keys(fromItem(toItem(recordOf())).end ?? {})).toEqual(['token', 'error', 'sealed', 'counts']);
  });

  it.each([
    ['of a later format', { format: { N: '2' } }, 'The ledger has an item of format 2.'],
    ['of none', { format: undefined as never }, 'The ledger has an item of format undefined.'],
  ])('%s can’t be read', (_, more, message) => {
    expect(() => fromItem({ ...toItem(recordOf()), ...more })).toThrow(message);
  });
});

describe('of a request that nothing is known of but by name', () => {
  const own = requestId('transactional-send', 'key', 'k');
  const mark = (more: Partial<Mark>): Mark => ({
    place: 'queued',
    names: own,
    status: 'running',
    at: 5,
    expiresAt: 9,
    ...more,
  });
  const keptIn = (items: Readonly<Record<string, readonly Item[]>>) =>
    keptOf({ all: async (id) => [...(items[id] ?? [])] }, 'transactional-send', 'k', { deadline: FOREVER, now: NOW });

  it('a mark is kept as it is', () => {
    const ended = mark({ place: 'ended', status: 'rejected' });
    expect(markOf(toMarkItem(own, ended))).toEqual(ended);
    expect(markOf(toItem(recordOf()))).toBeUndefined();
    expect(markOf({})).toBeUndefined();
  });

  it('the later of two marks is told, and nothing of what is not there', async () => {
    const marks = [mark({}), mark({ place: 'ended', status: 'rejected', at: 6 })].map((each) => toMarkItem(own, each));
    const told = { status: 'rejected', results: [], expiresAt: 9 };
    expect(await keptIn({ [own]: marks })).toEqual(told);
    expect(await keptIn({ [own]: [...marks].reverse() })).toEqual(told);
    expect(await keptIn({})).toBeUndefined();
  });

  it('what is kept under its own name is told, where a mark says so, or the mark', async () => {
    const elsewhere = toMarkItem(own, mark({ names: 'other' }));
    const whole = { apps: [{ alias: 'ios', keyHash: 'ios-hash' }], chunks: [10] };
    const item = toItem(recordOf({ request: 'other', state: 'accepted', whole, expiresAt: 8 }));
    expect(await keptIn({ [own]: [elsewhere], other: [item] })).toMatchObject({ status: 'accepted', expiresAt: 8 });
    expect(await keptIn({ [own]: [elsewhere] })).toEqual({ status: 'running', results: [], expiresAt: 9 });
  });
});
