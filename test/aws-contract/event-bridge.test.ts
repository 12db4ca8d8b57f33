import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { startEventBridge } from '../../local/aws/event-bridge.ts';

// What our users rely on, wherever EventBridge is: AWS itself with AWS_CONTRACT=aws, the endpoint in
// AWS_ENDPOINT_URL_EVENTBRIDGE, or an emulator of our own. The bus is BUS_NAME, and stays as it is.

/** EventBridge's limit for the entries of a request together: 1 MB since January 2026. */
const MAX_TOTAL_BYTES = 1024 * 1024;
const EventBusName = process.env['BUS_NAME'] ?? 'default';

const cleanUps: (() => unknown)[] = [];
let client: EventBridgeClient;

beforeAll(async () => {
  if (process.env['AWS_CONTRACT'] === 'aws') client = new EventBridgeClient({});
  else {
    const endpoint = process.env['AWS_ENDPOINT_URL_EVENTBRIDGE'] ?? (await startEmulator());
    client = new EventBridgeClient({ ...LOCAL_ACCOUNT, endpoint });
  }
});

afterAll(async () => {
  client.destroy();
  for (const cleanUp of cleanUps) await cleanUp();
});

async function startEmulator(): Promise<string> {
  const sqs = new SQSClient(LOCAL_ACCOUNT);
  const emulator = await startEventBridge({ port: 0, buses: [EventBusName], rules: [], sqs });
  cleanUps.push(emulator.stop, () => sqs.destroy());
  return emulator.url;
}

const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

const entry = (rest: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  Source: 'contract.test',
  DetailType: 'Contract Test',
  Detail: '{}',
  EventBusName,
  ...rest,
});

describe('PutEvents', () => {
  it('gives every event an id of its own', async () => {
    const { Entries = [], FailedEntryCount } = await put(entry(), entry());
    expect(FailedEntryCount).toBe(0);
    expect(new Set(Entries.map(({ EventId }) => EventId)).size).toBe(2);
    for (const result of Entries) {
      expect(result.EventId).toMatch(/^[0-9a-f-]{36}$/);
      expect(result.ErrorCode).toBeUndefined();
    }
  });

  it.each<[string, PutEventsRequestEntry, string]>([
    ['no Source', { Source: undefined }, 'InvalidArgument'],
    ['no DetailType', { DetailType: undefined }, 'InvalidArgument'],
    ['no Detail', { Detail: undefined }, 'InvalidArgument'],
    ['a Detail that is no JSON', { Detail: '{' }, 'MalformedDetail'],
    ['a Detail that is a list', { Detail: '[]' }, 'MalformedDetail'],
    ['a Source of AWS', { Source: 'aws.contract' }, 'NotAuthorizedForSourceException'],
  ])('refuses an entry with %s by itself, in its place', async (_what, wrong, ErrorCode) => {
    const { Entries = [], FailedEntryCount } = await put(entry(wrong), entry());
    expect(FailedEntryCount).toBe(1);
    expect(Entries.map((result) => result.ErrorCode)).toEqual([ErrorCode, undefined]);
    expect(Entries[0]).toMatchObject({ ErrorMessage: expect.stringMatching(/./) });
    expect(Entries[0]?.EventId).toBeUndefined();
  });

  it('accepts an event for a bus that does not exist', async () => {
    expect(await put(entry({ EventBusName: 'no-such-bus' }))).toMatchObject({ FailedEntryCount: 0 });
  });

  it.each([0, 11])('refuses a request of %i entries', async (length) => {
    const request = put(...Array.from({ length }, () => entry()));
    await expect(request).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('takes entries of 1 MB together, and not a byte more', async () => {
    const frame = 'contract.testContract Test{"text":""}'.length;
    const weighing = (bytes: number) => entry({ Detail: JSON.stringify({ text: 'a'.repeat(bytes - frame) }) });
    expect(await put(weighing(MAX_TOTAL_BYTES))).toMatchObject({ FailedEntryCount: 0 });
    await expect(put(weighing(MAX_TOTAL_BYTES + 1))).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
