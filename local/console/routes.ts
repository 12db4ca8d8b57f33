import type { SQSClient } from '@aws-sdk/client-sqs';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import * as z from 'zod/mini';
import { detailTypeOf } from '../../lib/endpoints/capability.ts';
import { CATALOG, isEndpoint } from '../../lib/endpoints/catalog.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { ENDPOINTS as FAULT_ENDPOINTS } from '../batch/endpoints.ts';
import { LOCAL_SECRET, type Stack } from '../stack.ts';
import type { About, CapabilityRow, HeldKind, SceneRow } from './api.ts';
import type { BulkBoard } from './bulks.ts';
import { keepFile } from './files.ts';
import { heldPage } from './held.ts';
import type { Journal } from './journal.ts';
import type { LetterDesk } from './letters.ts';
import { LiveReader } from './live.ts';
import { buildPage, DOCUMENT, POLICY } from './page.ts';
import { queueRows } from './queues.ts';
import type { ScenePlayer } from './scene-player.ts';
import { SCENES } from './scenes.ts';
import { send } from './send.ts';
import type { TroubleMaker } from './trouble.ts';
import { FAULT_ROWS, SERVICE_ROWS } from './trouble-words.ts';

/** What there is to show, and to be ordered about. */
export interface Shown {
  readonly stack: Stack;
  readonly journal: Journal;
  readonly trouble: TroubleMaker;
  readonly scenes: ScenePlayer;
  readonly bulks: BulkBoard;
  readonly letters: LetterDesk;
  readonly readers: Set<LiveReader>;
  readonly sqs: SQSClient;
  readonly isSigned: boolean;
}

const sendOrder = z.strictObject({
  capability: z.enum(CATALOG.map(({ name }) => name)),
  way: z.enum(['http', 'queue', 'bus']),
  request: z.record(z.string(), z.unknown()),
  key: z.optional(z.string()),
  isDryRun: z.optional(z.boolean()),
});

const lettersOrder = z.strictObject({ action: z.enum(['retry', 'resend', 'discard']), ids: z.array(z.string()) });

const troubleOrder = z.strictObject({
  service: z.optional(z.string()),
  isDown: z.optional(z.boolean()),
  isKilling: z.optional(z.boolean()),
  outageSeconds: z.optional(z.number().check(z.gte(0), z.lte(3_600))),
});

const heldQuery = z.object({
  of: z.optional(z.string()),
  search: z.optional(z.string()),
  from: z.optional(z.pipe(z.pipe(z.string(), z.transform(Number)), z.int().check(z.gte(0)))),
});

const HELD: readonly HeldKind[] = ['campaigns', 'users', 'profiles', 'events'];

/** The page, what it asks for, and what it orders. Nothing is changed by a `GET`. */
export function consoleRoutes(shown: Shown): Hono {
  const app = new Hono({ strict: false }).basePath('/_console');
  app.use(async (c, next) => {
    await next();
    c.header('content-security-policy', POLICY);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cache-control', 'no-store');
  });
  servePage(app);
  serveLive(app, shown);
  serveDetails(app, shown);
  takeOrders(app, shown);
  playScenes(app, shown);
  app.notFound((c) => c.json({ message: 'Not found' }, 404));
  return app;
}

function servePage(app: Hono): void {
  // At the first look, since it takes a moment.
  let page: ReturnType<typeof buildPage> | undefined;
  const built = () => {
    page ??= buildPage();
    return page;
  };
  app.get('/', (c) => c.html(DOCUMENT));
  app.get('/page.js', async (c) => c.body((await built()).script, 200, { 'content-type': 'text/javascript' }));
  app.get('/page.css', async (c) => c.body((await built()).style, 200, { 'content-type': 'text/css' }));
}

function serveLive(app: Hono, { stack, journal, trouble, bulks, readers, isSigned }: Shown): void {
  app.get('/api/live', (c) =>
    streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const reader = new LiveReader({
        about: () => aboutOf(stack, isSigned),
        rows: () => journal.rows(),
        rowsOf: (ids) => journal.rowsOf(ids),
        pushes: () => journal.pushes.all(),
        async wholes() {
          await bulks.refresh();
          return {
            queues: queueRows(stack.service, stack.sqs),
            figures: journal.figures.points(),
            trouble: trouble.state(),
            bulks: bulks.rows(),
          };
        },
      });
      readers.add(reader);
      try {
        await reader.run((event, data) => stream.writeSSE({ event, data: JSON.stringify(data) }), gone.signal);
      } finally {
        readers.delete(reader);
      }
    }),
  );
}

function aboutOf({ url, service }: Stack, isSigned: boolean): About {
  return {
    apps: Object.keys(LOCAL_SECRET.apps),
    projects: Object.keys(LOCAL_SECRET.projects),
    capabilities: CATALOG.map((capability): CapabilityRow => {
      const { name, summary, route, waysIn, effect, example } = capability;
      return {
        name,
        summary,
        method: route.method,
        path: route.path,
        waysIn: isEndpoint(capability) ? waysIn : ['http'],
        detailType: detailTypeOf(capability),
        effect,
        isDryRunnable: isEndpoint(capability) && route.method === 'POST',
        example,
        ...(isEndpoint(capability) && bulkExampleOf(capability)),
      };
    }),
    url,
    isSigned,
    bus: service.buses[0] ?? '',
    scenes: SCENE_ROWS,
    faults: FAULT_ROWS,
    faultEndpoints: Object.keys(FAULT_ENDPOINTS),
    services: SERVICE_ROWS,
  };
}

const SCENE_ROWS: readonly SceneRow[] = SCENES.map(({ name, title, watchFor }) => ({ name, title, watchFor }));

function bulkExampleOf({ bulk, example }: Endpoint): Pick<CapabilityRow, 'bulkExample'> | undefined {
  if (!bulk) return undefined;
  const { [bulk.member]: _, ...bulkExample } = example;
  return { bulkExample };
}

function serveDetails(app: Hono, { stack, journal, letters }: Shown): void {
  app.get('/api/requests/:id', (c) => {
    const detail = journal.detailOf(c.req.param('id'));
    return detail ? c.json(detail) : c.notFound();
  });
  app.get('/api/person/:id', (c) => c.json(journal.pushes.of(c.req.param('id'))));
  app.get('/api/held/:kind', (c) => {
    const kind = HELD.find((each) => each === c.req.param('kind'));
    const query = heldQuery.safeParse(c.req.query());
    return kind && query.success ? c.json(heldPage(stack.batch.memory, kind, query.data) as object) : c.notFound();
  });
  app.get('/api/letters/:capability', async (c) => {
    const rows = await letters.list(c.req.param('capability'));
    return rows ? c.json(rows) : c.notFound();
  });
}

function takeOrders(app: Hono, { stack, trouble, letters, sqs }: Shown): void {
  const ordered = async <T>(schema: z.ZodMiniType<T>, body: Promise<unknown>) =>
    schema.safeParse(await body.catch(() => null));
  app.post('/api/send', async (c) => {
    const order = await ordered(sendOrder, c.req.json());
    if (!order.success) return c.json({ message: z.prettifyError(order.error) }, 400);
    return c.json((await send(stack, sqs, order.data as never)) as object);
  });
  app.post('/api/trouble', async (c) => {
    const order = await ordered(troubleOrder, c.req.json());
    if (!order.success) return c.json({ message: z.prettifyError(order.error) }, 400);
    trouble.order(order.data as never);
    return c.json(trouble.state());
  });
  app.post('/api/letters/:capability', async (c) => {
    const order = await ordered(lettersOrder, c.req.json());
    if (!order.success) return c.json({ message: z.prettifyError(order.error) }, 400);
    const done = await letters.carryOut(c.req.param('capability'), order.data);
    return done ? c.json(done) : c.notFound();
  });
  app.post('/api/files', async (c) => {
    const [{ body, signal }, bytes] = [c.req.raw, c.req.header('content-length')];
    if (!body || bytes === undefined) return c.json({ message: 'The file is missing, or its Content-Length.' }, 411);
    const coming = { name: c.req.query('name') || 'file', bytes, body, signal };
    return c.json(await keepFile((order) => send(stack, sqs, order), coming));
  });
}

function playScenes(app: Hono, { scenes }: Shown): void {
  app.get('/api/scenes', (c) => c.json(SCENE_ROWS));
  app.post('/api/scenes/:name', async (c) => {
    const scene = SCENES.find(({ name }) => name === c.req.param('name'));
    return scene ? c.json(await scenes.play(scene)) : c.notFound();
  });
}
