import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { campaignDelete } from '../../../../lib/endpoints/v1/campaign-delete.ts';
import { campaignUpdate } from '../../../../lib/endpoints/v1/campaign-update.ts';
import { outage, unknown } from '../../../support/outcomes.ts';
import { record, work } from '../../../support/work.ts';

const update = campaignUpdate as Endpoint;
const remove = campaignDelete as Endpoint;
const gone: Outcome = { status: 'rejected', httpStatus: 404, error: { name: 'ROUTE_NOT_FOUND', detail: '' } };
const one = { campaigns: { ios: 'a' } };

describe('a message that deletes a campaign', () => {
  it('is dead when the campaign is not there the first time', async () => {
    const { take, letters } = work(remove, { answer: () => gone });
    expect(await take([record('m1', one)])).toEqual([]);
    expect(letters).toMatchObject([{ attributes: { reason: 'rejected', detail: 'ios: 1 rejected ROUTE_NOT_FOUND' } }]);
  });

  it.each<[string, Parameters<typeof record>[2]]>([
    ['was received before', { ApproximateReceiveCount: '2' }],
    ['is a dead letter put back', { messageAttributes: { since: '1' } }],
  ])('is done when the campaign is gone and the message %s', async (_what, more) => {
    const { take, letters } = work(remove, { answer: () => gone });
    expect(await take([record('m1', one, more)])).toEqual([]);
    expect(letters).toEqual([]);
  });

  it('is done when the campaign is gone after a try of its own that nobody knows the end of', async () => {
    const { take, letters, calls } = work(remove, { answer: (_call, count) => (count === 1 ? unknown : gone) });
    expect(await take([record('m1', one)])).toEqual([]);
    expect([letters, calls.length]).toEqual([[], 2]);
  });

  it('shares one call with another that deletes the same', async () => {
    const { take, calls } = work(remove);
    expect(await take([record('m1', one), record('m2', one)])).toEqual([]);
    expect(calls.map(({ app, path }) => [app, path])).toEqual([['ios', '/campaigns/delete/a']]);
  });

  it('is not made again for an app where it was accepted', async () => {
    const both = { campaigns: { ios: 'a', android: 'b' } };
    let isBusy = true;
    const { take, calls } = work(remove, {
      answer: ({ app }) => (app === 'android' && isBusy ? outage : { status: 'accepted' }),
    });
    expect(await take([record('m1', both)])).toEqual(['m1']);
    isBusy = false;
    expect(await take([record('m1', both, { ApproximateReceiveCount: '2' })])).toEqual([]);
    expect(calls.map(({ app }) => app)).toEqual(['ios', 'android', 'android']);
  });
});

it('a letter does not repeat what stands in the place of an alias: it is the caller’s own text', async () => {
  const { take, letters } = work(remove);
  expect(await take([record('m1', { campaigns: { 'ada@x.org': 'a' } })])).toEqual([]);
  expect(letters[0]?.attributes['detail']).toContain('/campaigns/*');
  expect(letters[0]?.attributes['detail']).not.toContain('ada');
});

describe('messages that change a campaign', () => {
  it('are carried out in the order they were sent, and a later one does not overtake one that is still open', async () => {
    const said = (name: string, at: string) => record(name, { ...one, name: `${name} sale` }, { SentTimestamp: at });
    const { take, calls } = work(update);
    expect(await take([said('second', '2'), said('first', '1')])).toEqual([]);
    expect(calls.map(({ body }) => body.name)).toEqual(['first sale', 'second sale']);
    const waiting = work(update, { answer: () => outage });
    expect(await waiting.take([said('second', '2'), said('first', '1')])).toEqual(['first', 'second']);
    expect(waiting.calls).toHaveLength(1);
  });

  it('are dead where they start a campaign and may not', async () => {
    const { take, calls, letters } = work(update);
    expect(await take([record('m1', { ...one, live: true })])).toEqual([]);
    expect(calls).toEqual([]);
    expect(letters).toMatchObject([{ attributes: { reason: 'invalid' } }]);
  });
});
