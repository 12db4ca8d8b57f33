import type { Message } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readRecords } from '../../lib/triggers/queue/record.ts';
import { toLetter } from '../../tools/dead-letters/letter.ts';
import { decide } from '../../tools/dead-letters/policy.ts';

const SENT_AT = 1_800_000_000_000;
const box = {
  capability: { name: 'transactional-send', effect: 'once' as const },
  maxReceiveCount: 150,
  maxMessageBytes: 1_044_480,
};

function message(Body: string, attributes: Record<string, string> = {}): Message {
  const entries = Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
  const Attributes = { SentTimestamp: `${SENT_AT}` };
  return { MessageId: 'its-id', Body, ReceiptHandle: 'r', Attributes, MessageAttributes: Object.fromEntries(entries) };
}

/** The name that the functions give a message. */
function nameOf(messageId: string, body: string, attributes: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue }]);
  const record = { messageId, body, messageAttributes: Object.fromEntries(entries) } as unknown as SQSRecord;
  return readRecords({ Records: [record] }, box.capability, SENT_AT)[0]?.name;
}

function attributesOfRetry(letter: Message): Readonly<Record<string, string>> {
  const decision = decide('retry', toLetter(letter, box), box);
  return decision.kind === 'send' ? decision.attributes : {};
}

describe('a letter of the functions', () => {
  const attributes = { reason: 'rejected', detail: 'ios: 2 rejected X', source: 'original', idempotency_key: 'k' };

  it.each(['invalid', 'rejected', 'unknown-outcome', 'too-old', 'exhausted'])(
    'says itself why it is there: %s',
    (reason) => {
      expect(toLetter(message('{}', { ...attributes, reason }), box).reason).toBe(reason);
    },
  );

  it('says itself what it was made of', () => {
    const { reason, detail, source, name, id } = toLetter(message('{}', attributes), box);
    expect({ reason, detail, source, name, id }).toEqual({
      ...attributes,
      idempotency_key: undefined,
      name: 'k',
      id: 'its-id',
    });
  });
});

describe('a letter that SQS moved', () => {
  it.each([{}, { reason: 'for Ada' }, { reason: 'rejected' }, { reason: 'moved-by-sqs', source: 'Ada' }])(
    'is called so, and what its sender wrote on it is not shown: %j',
    (attributes) => {
      expect(toLetter(message('{}', { ...attributes, detail: 'for Ada' }), box)).toMatchObject({
        reason: 'moved-by-sqs',
        detail: 'moved by SQS after 150 receives',
        source: 'its-id',
      });
    },
  );

  it('keeps its name when it is put back, whatever gave it that name', async () => {
    const event = (detail: unknown, type = 'Batch Transactional Send') => ({
      id: 'event-id',
      'detail-type': type,
      detail,
    });
    const requests = fc.constantFrom<unknown>({}, { idempotency_key: 'own' }, { idempotency_key: '' }, 'no request');
    const bodies = fc.oneof(
      requests.map((request) => JSON.stringify(request)),
      requests.map((request) => JSON.stringify(event(request))),
      fc.constantFrom('no JSON', JSON.stringify(event({}, 'Other')), JSON.stringify({ ...event({}), id: 1 })),
    );
    const carried = ['carried', 'x'.repeat(255), 'x'.repeat(256), 'a\nb', ''].map((key) => ({ idempotency_key: key }));
    const attributes = fc.constantFrom<Record<string, string>>({}, { other: 'x' }, ...carried);
    await fc.assert(
      fc.property(bodies, attributes, (body, given) => {
        const back = attributesOfRetry(message(body, given));
        expect(nameOf('new-id', body, back)).toBe(nameOf('its-id', body, given));
      }),
    );
  });
});

describe('the time when a letter was first sent', () => {
  it.each([
    [undefined, SENT_AT],
    [`${SENT_AT - 5}`, SENT_AT - 5],
    [`${SENT_AT + 5}`, SENT_AT],
    ['yesterday', SENT_AT],
    ['-5', SENT_AT],
  ])('is the earliest that it knows: since %s is %i', (since, expected) => {
    expect(toLetter(message('{}', since === undefined ? {} : { since }), box).since).toBe(expected);
  });

  it('is that of the event, if SQS moved the replay of one', () => {
    const time = new Date(SENT_AT - 5).toISOString();
    const replay = { id: 'e', 'detail-type': 'Batch Transactional Send', 'replay-name': 'r', time, detail: {} };
    expect(toLetter(message(JSON.stringify(replay)), box).since).toBe(SENT_AT - 5);
  });

  it.each([0, SENT_AT - 5])('is not lost, whatever the clock of this machine says (%i)', (nowMs) => {
    vi.useFakeTimers({ now: nowMs });
    onTestFinished(() => void vi.useRealTimers());
    expect(toLetter(message('{}', { since: `${SENT_AT - 5}` }), box).since).toBe(SENT_AT - 5);
  });

  it('is carried from retry to retry', () => {
    const first = attributesOfRetry(message('{}', { since: `${SENT_AT - 5}` }));
    expect(attributesOfRetry(message('{}', first))['since']).toBe(`${SENT_AT - 5}`);
  });
});
