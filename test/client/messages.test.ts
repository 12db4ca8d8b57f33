import { describe, expect, it } from 'vitest';
import { InvalidMessageError, toEvent, toMessage } from '../../client/src/messages.ts';
import { ENDPOINTS } from '../../lib/endpoints/catalog.ts';

type Capability = Parameters<typeof toMessage>[0];
const WITH_QUEUE = ENDPOINTS.filter(({ waysIn }) => waysIn.includes('queue'));
const BUS = { EventBusName: 'bus', Source: 'shop' };
const push = (ids: number) => ({
  group_id: 'g',
  recipients: { custom_ids: Array.from({ length: ids }, (_, index) => `${index}`.padStart(36, '0')) },
  message: { body: 'b' },
});

describe.each(WITH_QUEUE)('what is sent to the queue of $name', ({ name, example }) => {
  it('is the request, as message and as event', () => {
    expect(JSON.parse(toMessage(name as Capability, example as never).MessageBody)).toEqual(example);
    const { Detail, DetailType, ...rest } = toEvent(name as Capability, example as never, BUS);
    expect(JSON.parse(Detail)).toEqual(example);
    expect(DetailType.toLowerCase().replaceAll(' ', '-')).toBe(`batch-${name}`);
    expect(rest).toEqual(BUS);
  });
});

it('says what SQS refuses, and what would pass for bytes that are no UTF-8, in escapes', () => {
  const odd = { ...push(1), message: { body: '\uFFFD\uFFFE' } };
  const { MessageBody } = toMessage('transactional-send', odd);
  expect(MessageBody).not.toMatch(/[\uFFFD-\uFFFF]/);
  expect(JSON.parse(MessageBody)).toEqual(odd);
});

it('is refused with every fault that the queue would find', () => {
  const faulty = { group_id: 'two words', recipients: { custom_ids: [] }, message: { body: 'b' } };
  const sending = () => toMessage('transactional-send', faulty);
  expect(sending).toThrow(InvalidMessageError);
  expect(sending).toThrow(/^\/group_id .*; \/recipients /);
  expect(() => toMessage('campaign-get' as Capability, {} as never)).toThrow('has no queue');
});

it('is refused if it is longer than the queue or the bus takes', () => {
  expect(() => toMessage('transactional-send', push(26_700))).not.toThrow();
  expect(() => toMessage('transactional-send', push(26_900))).toThrow('at most 1044480');
  expect(() => toEvent('transactional-send', push(6_700), BUS)).not.toThrow();
  expect(() => toEvent('transactional-send', push(6_800), BUS)).toThrow('at most 262144');
});
