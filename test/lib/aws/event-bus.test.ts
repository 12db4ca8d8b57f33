import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createEventBus, type OutgoingEvent } from '../../../lib/aws/event-bus.ts';
import type { SignedRequest } from '../../../lib/aws/signed.ts';

const event = (n: number, padding = 0): OutgoingEvent => ({
  detailType: 'Batch Request Ended',
  detail: { n, padding: 'x'.repeat(padding) },
});
const many = (count: number, padding = 0) => Array.from({ length: count }, (_, n) => event(n, padding));

type Answer = { readonly status?: number; readonly Entries?: readonly { ErrorCode?: string }[] } | Error;

/** A bus over an EventBridge that answers as told, on a clock on which nothing waits. */
function begin(answer: (entries: readonly Entry[], count: number) => Answer = () => ({})) {
  let now = 0;
  const sent: Entry[][] = [];
  const client = {
    async send({ body = '', headers }: SignedRequest) {
      expect(headers?.['x-amz-target']).toBe('AWSEvents.PutEvents');
      const { Entries } = JSON.parse(body);
      sent.push(Entries);
      const said = answer(Entries, sent.length);
      if (said instanceof Error) throw said;
      const { status = 200, Entries: results = [] } = said;
      const FailedEntryCount = results.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
      const text = JSON.stringify({ FailedEntryCount, Entries: results });
      return { status, headers: {}, body: Readable.from([Buffer.from(text)]) };
    },
    presign: () => Promise.reject(new Error('Nobody asks for that.')),
  };
  const bus = createEventBus(client, {
    bus: 'bus',
    source: 'batch-push-functions',
    endpoint: new URL('http://localhost'),
    sleep: async (ms) => {
      now += ms;
    },
  });
  const put = (events: readonly OutgoingEvent[], timeMs = 10_000) =>
    bus.put(events, { remainingMs: () => timeMs - now });
  return { put, sent, now: () => now };
}

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly EventBusName: string;
  readonly Detail: string;
}

describe('events on the bus', () => {
  it('name bus, source and type, and hold their detail as JSON', async () => {
    const { put, sent } = begin();
    expect(await put([event(1)])).toEqual({ failed: 0 });
    const Detail = JSON.stringify({ n: 1, padding: '' });
    const DetailType = 'Batch Request Ended';
    expect(sent).toEqual([[{ EventBusName: 'bus', Source: 'batch-push-functions', DetailType, Detail }]]);
  });

  it('leave ten at a time, and no more than 256 KB', async () => {
    const { put, sent } = begin();
    await put(many(25));
    expect(sent.map(({ length }) => length)).toEqual([10, 10, 5]);
    const large = begin();
    await large.put(many(6, 100_000));
    expect(large.sent.map(({ length }) => length)).toEqual([2, 2, 2]);
  });

  it('are tried again, those alone that were not taken', async () => {
    const refusesFirst = (entries: readonly Entry[], count: number) =>
      count === 1 ? { Entries: entries.map((_, index) => (index === 3 ? { ErrorCode: 'InternalFailure' } : {})) } : {};
    const { put, sent } = begin(refusesFirst);
    expect(await put(many(10))).toEqual({ failed: 0 });
    expect(sent.map(({ length }) => length)).toEqual([10, 1]);
    expect(JSON.parse(sent[1]?.[0]?.Detail ?? '').n).toBe(3);
  });

  it.each([
    ['says no', { status: 500 }],
    ['does not answer', new Error('hung up')],
    ['refuses some each time', { Entries: [{ ErrorCode: 'ThrottlingException' }] }],
  ])('are given up when time is up, where EventBridge %s', async (_, answer) => {
    const { put, now } = begin(() => answer);
    const { failed, error } = await put([event(1)], 1_000);
    expect([failed, error]).toEqual([1, expect.any(Error)]);
    expect(now()).toBeLessThanOrEqual(1_000);
  });
});
