import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type QueueMessage, readRecords } from '../../../../lib/triggers/queue/record.ts';
import { record } from '../../../support/work.ts';

const NOW = 5_000;
const SEND = { name: 'transactional-send' };
const PART = 'bulk:a-bulk-for-tests#3';

function read(...of: Parameters<typeof record>): QueueMessage {
  const [message] = readRecords({ Records: [record(...of)] }, SEND, NOW);
  return message as QueueMessage;
}

const carrying = (messageAttributes: Record<string, string>, body: unknown = {}) =>
  read('m', body, { messageAttributes });

describe('an event', () => {
  it.each([[null], [undefined], [{}], [{ Records: 'none' as never }]])('like %j holds no message', (event) => {
    expect(readRecords(event, SEND, NOW)).toEqual([]);
  });

  it('may hold a record of which nothing but an object is left', () => {
    const [message] = readRecords({ Records: [{ messageId: 'm', body: '{}' } as SQSRecord] }, SEND, NOW);
    expect(message).toMatchObject({
      name: 'm',
      sentAt: 0,
      firstSentAt: NOW,
      receiveCount: 1,
      comesBack: false,
      faults: [],
    });
  });
});

describe('the name of a request', () => {
  it.each([
    ['that of its message', {}, {}, 'm'],
    ['the one that its letter carries', { idempotency_key: 'carried' }, {}, 'carried'],
    ['its own before that', { idempotency_key: 'carried' }, { idempotency_key: 'own' }, 'own'],
    [
      'that of its message, if its own and the carried one are none',
      { idempotency_key: '' },
      { idempotency_key: 1 },
      'm',
    ],
    ['that of its event', {}, { 'detail-type': 'Batch Transactional Send', id: 'event' }, 'event'],
    ['of what is no JSON the one that its letter carries', { idempotency_key: 'carried' }, '{', 'carried'],
  ])('is %s', (_, attributes, body, name) => {
    expect(carrying(attributes, body).name).toBe(name);
  });

  it('makes it a part of a bulk only where the stack has given it', () => {
    expect(carrying({ idempotency_key: PART }).part).toEqual({ id: 'a-bulk-for-tests', n: 3 });
    expect(carrying({ idempotency_key: 'carried' }).part).toBeUndefined();
    expect(carrying({}, { idempotency_key: PART }).part).toBeUndefined();
    expect(carrying({ idempotency_key: PART }, { idempotency_key: 'own' }).part).toBeUndefined();
    expect(read(PART, {}).part).toBeUndefined();
  });
});

describe('when a request was first sent', () => {
  it.each([
    ['with its message', '2000', undefined, 2_000],
    ['as its letter says', '2000', '1000', 1_000],
    ['with its message, if its letter says later', '2000', '3000', 2_000],
    ['with its message, if its letter says what is no time', '2000', 'x', 2_000],
    ['now, if that is still to come', '9000', '8000', NOW],
    ['now, if nobody says', '', undefined, NOW],
  ])('is %s', (_, SentTimestamp, since, firstSentAt) => {
    const message = read('m', {}, { SentTimestamp, ...(since !== undefined && { messageAttributes: { since } }) });
    expect(message.firstSentAt).toBe(firstSentAt);
  });

  it('is, of a replayed event, when that was first put on its bus', () => {
    const event = { 'detail-type': 'Batch Transactional Send', detail: {}, time: '1970-01-01T00:00:01Z' };
    expect(read('m', event, { SentTimestamp: '2000' }).firstSentAt).toBe(2_000);
    expect(read('m', { ...event, 'replay-name': 'r' }, { SentTimestamp: '2000' }).firstSentAt).toBe(1_000);
  });
});

it.each([
  ['first receive', {}, false],
  ['second receive', { ApproximateReceiveCount: '2' }, true],
  ['dead letter put back', { messageAttributes: { since: '1' } }, true],
  ['letter that carries its name', { messageAttributes: { idempotency_key: 'k' } }, true],
])('parts of it may have been tried, or not, at its %s', (_, more, comesBack) => {
  expect(read('m', {}, more).comesBack).toBe(comesBack);
});

it('takes a person’s word from its attributes, and no other', () => {
  const said = { 'unknown-outcome': 'resend', 'rejected-outcome': 'retry' };
  expect(carrying(said)).toMatchObject({ resendsUnknown: true, retriesRejected: true });
  expect(carrying({ 'unknown-outcome': 'park', 'rejected-outcome': 'no' })).toMatchObject({
    resendsUnknown: false,
    retriesRejected: false,
  });
});

it.each([
  ['an event of another kind', { 'detail-type': 'Batch Campaign Create' }, '/detail-type'],
  ['no JSON', '{', undefined],
])('is at fault if it is %s', (_, body, pointer) => {
  const { faults } = read('m', body);
  expect(faults.map((fault) => fault.pointer)).toEqual([pointer]);
});
