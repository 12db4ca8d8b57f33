import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../local/batch/campaign-life.ts';
import { createMemory } from '../../../local/batch/memory.ts';
import { heldPage } from '../../../local/console/held.ts';

const HOUR = 3_600_000;

function campaign(campaign_token: string, name: string, more: Partial<Campaign> = {}): Campaign {
  const body = { name, live: true, push_time: 'now', messages: [{ language: 'en', body: 'Hello' }] };
  const liveSinceMs = Date.now() - HOUR;
  return { campaign_token, app: 'ios', createdMs: liveSinceMs, body, liveSinceMs, isCompleted: false, ...more };
}

function withCampaigns(...campaigns: readonly Campaign[]) {
  const memory = createMemory();
  for (const each of campaigns) memory.campaigns.set(each.campaign_token, each);
  return memory;
}

function withUsers(count: number, app = 'ios') {
  const memory = createMemory();
  const ids = Array.from({ length: count }, (_, index) => `u${index}`);
  memory.users.set(app, new Map(ids.map((id) => [id, new Map([['u.age', 30]])])));
  return memory;
}

const idsOf = ({ rows }: ReturnType<typeof heldPage>) => rows.map(({ id }) => id);

describe('campaigns', () => {
  it('come with the latest first', () => {
    const memory = withCampaigns(campaign('t1', 'Spring'), campaign('t2', 'Autumn'));
    expect(idsOf(heldPage(memory, 'campaigns', {}))).toEqual(['t2', 't1']);
  });

  it('are told as sent once their time has come, though nobody asked Batch since', () => {
    const { rows } = heldPage(withCampaigns(campaign('t1', 'Spring')), 'campaigns', {});
    expect(rows).toMatchObject([{ held: { sentMs: expect.any(Number), isCompleted: true } }]);
  });

  it.each(['spring', 'SPRING', 't1'])('are found by their name, in whatever case, and by their token: %s', (search) => {
    const memory = withCampaigns(campaign('t1', 'Spring sale'), campaign('t2', 'Autumn'));
    expect(idsOf(heldPage(memory, 'campaigns', { search }))).toEqual(['t1']);
  });
});

it('shows those of one app alone if it is asked for', () => {
  const memory = withCampaigns(campaign('t1', 'Spring'), campaign('t2', 'Spring', { app: 'web' }));
  expect(heldPage(memory, 'campaigns', { of: 'web' })).toMatchObject({ total: 1, rows: [{ id: 't2', of: 'web' }] });
});

it('shows each of any number of rows on exactly one page', () => {
  const memory = withUsers(250);
  const seen: string[] = [];
  for (let from = 0; from < 250; ) {
    const page = heldPage(memory, 'users', { from });
    expect(page).toMatchObject({ total: 250, from });
    expect(page.rows.length).toBeLessThanOrEqual(page.most);
    seen.push(...idsOf(page));
    from += page.rows.length;
  }
  expect(new Set(seen).size).toBe(250);
  expect(seen).toHaveLength(250);
});

it('counts what is found, not what is held', () => {
  expect(heldPage(withUsers(250), 'users', { search: 'u24' })).toMatchObject({ total: 11 });
});

describe('events', () => {
  const memory = createMemory();
  const twice = { name: 'ue.bought', time: '2026-11-26T10:00:00' };
  memory.events.set('ios', new Map([['u1', [twice, twice, { name: 'ue.left', time: '2026-11-26T12:00:00' }]]]));
  memory.events.set('web', new Map([['u2', [{ name: 'ue.opened', time: '2026-11-26T11:00:00.500' }]]]));

  it('come one by one, whosever they are, the latest first', () => {
    const { rows } = heldPage(memory, 'events', {});
    expect(rows.map(({ id, held }) => `${id} ${(held as typeof twice).name}`)).toEqual([
      'u1 ue.left',
      'u2 ue.opened',
      'u1 ue.bought',
      'u1 ue.bought',
    ]);
  });

  it('that were told twice are there twice', () => {
    expect(heldPage(memory, 'events', { search: 'BOUGHT' })).toMatchObject({ total: 2 });
  });
});

it('shows each event of a profile, and each update it was made by', () => {
  const memory = createMemory();
  const event = { name: 'bought', time: '2026-11-26T10:00:00Z' };
  const update = { identifiers: { custom_id: 'u1' }, attributes: { city: 'Paris' }, events: [event] };
  memory.profiles.set(
    'main',
    new Map([['u1', { attributes: new Map([['city', 'Paris']]), events: [event, event], history: [update, update] }]]),
  );
  expect(heldPage(memory, 'profiles', {}).rows).toEqual([
    {
      id: 'u1',
      of: 'main',
      held: { attributes: { city: 'Paris' }, events: [event, event], history: [update, update] },
    },
  ]);
});
