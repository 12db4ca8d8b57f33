import { describe, expect, it } from 'vitest';
import { fixturesOf } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';

const draft = {
  name: 'Spring sale',
  live: false,
  push_time: '2035-03-01T09:00:00',
  messages: [{ language: 'en', body: 'It starts today' }],
};
const everyone = { ...draft, live: true, push_time: 'now' };

describe('campaign-create, as built, over the embedded stack', () => {
  const { post, calls, control, fault } = useStack();
  const create = (request: unknown) => post('/campaigns/create', JSON.stringify(request));

  it('creates a campaign per app and hands on the tokens', async () => {
    const { status, body } = await create(draft);
    expect(status).toBe(201);
    const held = (await control('GET', 'campaigns')) as { app: string; campaign_token: string; body: unknown }[];
    expect(held.map(({ app }) => app).sort()).toEqual(['android', 'ios', 'web']);
    for (const { app, token, items } of body.results) {
      expect(items).toBe(1);
      expect(held.find((campaign) => campaign.campaign_token === token)).toMatchObject({ app, body: draft });
    }
  });

  it.each(fixturesOf('campaign-create'))('Batch takes $name', async ({ request, bodies }) => {
    expect(await create({ apps: ['ios'], ...request })).toMatchObject({ status: 201 });
    expect((await calls()).map(({ body }) => body)).toEqual(bodies);
  });

  it('never creates a campaign twice', async () => {
    await fault({ kind: '500', carriedOut: true });
    expect((await create({ ...draft, apps: ['ios'] })).status).toBe(504);
    expect(await calls()).toHaveLength(1);
    expect(await control('GET', 'campaigns')).toHaveLength(1);
  });

  it('refuses a live campaign, whatever it confirms, and bothers nobody', async () => {
    const { status, body } = await create({ ...everyone, confirm: 'everyone' });
    expect(status).toBe(403);
    expect(body.errors).toMatchObject([{ pointer: '/live', detail: expect.stringContaining('ALLOW_LIVE_CAMPAIGNS') }]);
    expect(await calls()).toEqual([]);
  });
});

describe('campaign-create, where live campaigns are allowed', () => {
  const { post, calls } = useStack({ ALLOW_LIVE_CAMPAIGNS: 'true' });
  const create = (request: unknown) => post('/campaigns/create', JSON.stringify(request));

  it('asks for a confirmation before it reaches everyone at once, and keeps it to itself', async () => {
    expect((await create(everyone)).status).toBe(403);
    expect(await calls()).toEqual([]);
    expect((await create({ ...everyone, confirm: 'everyone', apps: ['ios'] })).status).toBe(201);
    expect((await calls()).map(({ body }) => body)).toEqual([everyone]);
  });
});
