import { expect, it } from 'vitest';
import { mainQueueOf, queueRows } from '../../../local/console/queues.ts';
import { theService } from '../../support/service.ts';

const NOTHING = { ready: 0, inFlight: 0, delayed: 0 };
const QUEUE = 'batch-push-functions-local-transactional-send';

/** As many messages as there are letters in the name. */
const byName = (name: string) => ({ ...NOTHING, ready: name.length });

it('shows the queue of every capability that has one, under its name', async () => {
  const service = await theService();
  const shown = queueRows(service, { depthOf: () => NOTHING }).flatMap(({ capability = [] }) => capability);
  const worked = service.functions.flatMap(({ queue, name }) => (queue ? [name] : []));
  expect(shown).toHaveLength(worked.length);
  for (const capability of shown) expect(mainQueueOf(service, capability)).toMatch(new RegExp(`-${capability}$`));
});

it('shows each queue once: as one of its own, or as the dead letters beside another', async () => {
  const service = await theService();
  const seen: string[] = [];
  queueRows(service, {
    depthOf(name) {
      seen.push(name);
      return NOTHING;
    },
  });
  expect(seen.sort()).toEqual(service.queues.map(({ name }) => name).sort());
});

it('counts as dead letters those that somebody holds just now, too', async () => {
  const service = await theService();
  const letters = service.queues.find(({ name }) => name === QUEUE)?.deadLetterQueue?.name;
  const depthOf = (name: string) => (name === letters ? { ready: 1, inFlight: 2, delayed: 4 } : NOTHING);
  const row = queueRows(service, { depthOf }).find(({ name }) => name === QUEUE);
  expect(row).toMatchObject({ capability: 'transactional-send', ...NOTHING, deadLetters: 7 });
});

it('tells how deep each queue is, and when the next message shows', async () => {
  const depthOf = (name: string) => ({ ...byName(name), nextAt: 123 });
  for (const row of queueRows(await theService(), { depthOf })) {
    expect(row).toMatchObject({ ready: row.name.length, nextAt: 123 });
  }
});

it('shows the queue that no function works off, without dead letters of its own', async () => {
  const service = await theService();
  const others = queueRows(service, { depthOf: byName }).filter(({ capability }) => capability === undefined);
  expect(others).toMatchObject([{ name: expect.stringMatching(/undeliverable/i), deadLetters: 0 }]);
});
