import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SharedNumbers } from '../../../lib/delivery/rates.ts';
import { createSharedNumbers } from '../../../lib/ledger/shared-numbers.ts';
import { LOCAL_ACCOUNT } from '../../../local/aws/account.ts';
import { useLedgerTable } from '../../support/ledger-table.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');

const table = useLedgerTable();
const clientOf = (endpoint: string, more: object = {}) => new DynamoDBClient({ endpoint, ...LOCAL_ACCOUNT, ...more });
let client: DynamoDBClient;
let numbers: SharedNumbers;
beforeAll(() => {
  client = clientOf(table.url());
  numbers = createSharedNumbers(table.name(), () => client);
});
afterAll(() => client.destroy());

it('counts, whoever counts at the same time', async () => {
  const counts = await Promise.all(Array.from({ length: 20 }, (_, index) => numbers.count('a', 1 + (index % 2), NOW)));
  expect(new Set(counts).size).toBe(20);
  expect(Math.max(...counts)).toBe(30);
  expect(await numbers.count('b', 4, NOW)).toBe(4);
});

it('forgets a number an hour after nobody can need it any more', async () => {
  await numbers.count('c', 1, NOW + 1_500);
  const Key = { request: { S: 'rate c' }, part: { S: 'first' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table.name(), Key }));
  expect(Item?.['expiresAt']).toEqual({ N: `${NOW / 1_000 + 2 + 3_600}` });
});

it('moves a time on from now, then from where it stands, and not past the latest', async () => {
  const move = (latest: number, now = NOW) => numbers.moveOn('d', { now, byMs: 687.28, latest });
  expect(await move(NOW)).toEqual({ isMoved: true, from: NOW });
  const second = await move(NOW + 700);
  expect(second.isMoved).toBe(true);
  expect(second.from).toBeCloseTo(NOW + 687.28, 1);
  const third = await move(NOW + 700);
  expect(third.isMoved).toBe(false);
  expect(third.from).toBeCloseTo(NOW + 2 * 687.28, 1);
  // What has passed is no head start.
  expect(await move(NOW + 60_000, NOW + 60_000)).toEqual({ isMoved: true, from: NOW + 60_000 });
});

it('moves a time on for each of many at once', async () => {
  const moves = await Promise.all(
    Array.from({ length: 20 }, () => numbers.moveOn('e', { now: NOW, byMs: 100, latest: NOW + 950 })),
  );
  const froms = moves.filter(({ isMoved }) => isMoved).map(({ from }) => from - NOW);
  expect(froms.sort((one, other) => one - other)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
});

it('says when nobody answers', async () => {
  const nobody = createSharedNumbers(table.name(), () => clientOf('http://127.0.0.1:9', { maxAttempts: 1 }));
  await expect(nobody.count('a', 1, NOW)).rejects.toThrow();
  await expect(nobody.moveOn('a', { now: NOW, byMs: 1, latest: NOW })).rejects.toThrow();
});

it('keeps a time for an hour after the latest that it may lie at', async () => {
  for (const latest of [NOW, NOW + 60_000]) {
    const name = `f ${latest}`;
    await numbers.moveOn(name, { now: NOW, byMs: 1_000, latest });
    const Key = { request: { S: `rate ${name}` }, part: { S: 'first' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: table.name(), Key }));
    expect(Item?.['expiresAt']).toEqual({ N: `${latest / 1_000 + 1 + 3_600}` });
  }
});

it('tells what DynamoDB failed at, and takes no failure for a condition that is not met', async () => {
  const failing = (error: Error) => createSharedNumbers('t', () => ({ send: () => Promise.reject(error) }));
  const error = Object.assign(new Error('throttled'), { name: 'ProvisionedThroughputExceededException' });
  await expect(failing(error).count('a', 1, NOW)).rejects.toThrow('throttled');
  await expect(failing(error).moveOn('a', { now: NOW, byMs: 1, latest: NOW })).rejects.toThrow('throttled');
});

it('throws where the answer has no number', async () => {
  const empty = createSharedNumbers('t', () => ({ send: async () => ({ Attributes: {} }) }));
  await expect(empty.count('a', 1, NOW)).rejects.toThrow('no such number');
});

it('reads a time that lies ahead as the others have left it, not as a copy had it', async () => {
  const reads: unknown[] = [];
  const refused = Object.assign(new Error(), { name: 'ConditionalCheckFailedException' });
  const ahead = createSharedNumbers('t', () => ({
    async send(command) {
      if (!(command instanceof GetItemCommand)) throw refused;
      reads.push(command.input);
      return { Item: { number: { N: `${NOW + 10}` } } };
    },
  }));
  expect(await ahead.moveOn('a', { now: NOW, byMs: 1, latest: NOW })).toEqual({ isMoved: false, from: NOW + 10 });
  expect(reads).toEqual([expect.objectContaining({ ConsistentRead: true })]);
});
