import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { eventsTrack } from '../../../../lib/endpoints/v1/events-track.ts';
import { outage } from '../../../support/outcomes.ts';
import { record, work } from '../../../support/work.ts';

const events = eventsTrack as Endpoint;
const HOUR_MS = 3_600_000;

const track = (id: string, count = 1) => ({
  apps: ['ios'],
  users: [{ id, events: Array.from({ length: count }, () => ({ name: 'ue.a' })) }],
});

describe('events on a queue', () => {
  it('are of the moment their message was first sent, however late they are taken', async () => {
    const { take, calls, clock } = work(events);
    clock.advance(HOUR_MS);
    const sentAt = clock.now();
    clock.advance(5 * HOUR_MS);
    await take([record('m', track('u1'), { SentTimestamp: `${sentAt}` })]);
    expect(calls[0]?.body[0].events[0].time).toBe(new Date(sentAt).toISOString().slice(0, 19));
  });

  it('are invalid once that is more than a day ago, since Batch takes no older ones', async () => {
    const { take, calls, letters, clock } = work(events);
    clock.advance(HOUR_MS);
    const sentAt = clock.now();
    clock.advance(25 * HOUR_MS);
    await take([record('m', track('u1'), { SentTimestamp: `${sentAt}` })]);
    expect(calls).toEqual([]);
    expect(letters.map(({ attributes }) => [attributes['reason'], attributes['detail']])).toEqual([
      ['invalid', '/users/0/events/0/time must be in the last 24 hours'],
    ]);
  });

  it('wait for earlier ones of their users that are deferred, and for nobody else’s', async () => {
    const isFirst = (body: { id: string; events: unknown[] }[]) => body[0]?.id === 'u1' && body[0].events.length > 1;
    const { take, calls } = work(events, {
      answer: ({ body }) => (isFirst(body) ? outage : { status: 'accepted' }),
      concurrency: 1,
    });
    const back = await take([
      record('a', track('u1', 1_000)),
      record('b', track('u1')),
      record('c', track('u2', 1_000)),
    ]);
    expect(back.sort()).toEqual(['a', 'b']);
    expect(calls.map(({ body }) => body[0].id)).toEqual(['u1', 'u2']);
  });
});
