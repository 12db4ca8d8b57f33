import { Hono } from 'hono';
import type { Campaign } from './campaign-life.ts';
import type { Simulation } from './exchange.ts';
import { readFault } from './faults.ts';
import { type Call, forget, type Memory, type Profile, type UserData } from './memory.ts';

/** Where the simulator's own routes start; Batch has none there. */
export const CONTROL_PREFIX = '/_simulator/';

/** The routes by which tests and people see what the simulator got, and make it fail. */
export function control(simulation: Simulation): Hono {
  const app = new Hono().basePath(CONTROL_PREFIX);
  showMemory(app, simulation);
  takeFaults(app, simulation);
  app.notFound((c) => c.json({ message: 'Not found' }, 404));
  return app;
}

function showMemory(app: Hono, { apps, projects, memory }: Simulation): void {
  app.get('/calls', (c) => c.json(memory.calls.map(shownCall)));
  app.delete('/calls', (c) => {
    forget(memory);
    return c.json({});
  });
  app.get('/campaigns', (c) => c.json([...memory.campaigns.values()].map(shownCampaign)));
  app.get('/campaigns/:token', (c) => {
    const campaign = memory.campaigns.get(c.req.param('token'));
    return campaign ? c.json(shownCampaign(campaign)) : c.notFound();
  });
  app.get('/users', (c) => {
    return c.json(Object.fromEntries([...memory.users].map(([alias, users]) => [alias, shownUsers(users)])));
  });
  app.get('/users/:app/:id', (c) => {
    const data = memory.users.get(c.req.param('app'))?.get(c.req.param('id'));
    return data ? c.json(shownUser(data)) : c.notFound();
  });
  app.get('/events/:app/:id', (c) => {
    return c.json(memory.events.get(c.req.param('app'))?.get(c.req.param('id')) ?? []);
  });
  app.get('/profiles/:project/:id', (c) => {
    const profile = memory.profiles.get(c.req.param('project'))?.get(c.req.param('id'));
    return profile ? c.json(shownProfile(profile)) : c.notFound();
  });
  app.get('/stats', (c) => c.json(stats(memory, { apps: Object.keys(apps), projects: Object.keys(projects) })));
}

function takeFaults(app: Hono, { apps, projects, faults }: Simulation): void {
  app.post('/faults', async (c) => {
    const read = readFault(shownBody(Buffer.from(await c.req.arrayBuffer())), [
      ...Object.keys(apps),
      ...Object.keys(projects),
    ]);
    if ('errors' in read) return c.json({ message: 'The fault is not valid', errors: read.errors }, 400);
    return c.json(faults.add(read.fault), 201);
  });
  app.get('/faults', (c) => c.json(faults.pending()));
  app.delete('/faults/:id', (c) => (faults.drop(Number(c.req.param('id'))) ? c.json({}) : c.notFound()));
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({});
  });
}

function shownCall({ bytes, traceparent, answer, recipients, status, carriedOut, fault, ...call }: Call) {
  return { ...call, body: shownBody(bytes) as object | null, fault, status, carriedOut };
}

const shownCampaign = ({ campaign_token, app, createdMs, body }: Campaign) => ({
  campaign_token,
  app,
  created_date: new Date(createdMs).toISOString(),
  body: body as object,
});

/** Parsed if it is JSON, else the text; null if there was none, or it was not read. */
function shownBody(bytes: Buffer | undefined): unknown {
  if (!bytes?.length) return null;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return bytes.toString();
  }
}

const shownUser = (data: UserData) => Object.fromEntries(data);

const shownProfile = ({ attributes, events, history }: Profile) => ({
  attributes: Object.fromEntries(attributes),
  events: events as object[],
  history: history as object[],
});

const shownUsers = (users: Map<string, UserData>) =>
  Object.fromEntries([...users].map(([id, data]) => [id, shownUser(data)]));

/** `accepted` counts the calls carried out, whatever was answered, and `recipients` the people they pushed to. */
function stats({ calls }: Memory, aliases: { readonly apps: string[]; readonly projects: string[] }) {
  const count = (some: Call[]) => ({
    calls: some.length,
    accepted: some.filter(({ carriedOut }) => carriedOut).length,
  });
  const byApp = aliases.apps.map((alias) => {
    const own = calls.filter(({ app }) => app === alias);
    return [alias, { ...count(own), recipients: own.reduce((sum, call) => sum + call.recipients, 0) }];
  });
  const byProject = aliases.projects.map((alias) => [alias, count(calls.filter(({ project }) => project === alias))]);
  return { ...count(calls), byApp: Object.fromEntries(byApp), byProject: Object.fromEntries(byProject) };
}
