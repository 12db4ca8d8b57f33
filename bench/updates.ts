import type { BatchStub } from './batch.ts';
import { userOf } from './events.ts';
import { post } from './http.ts';
import { functionOf, type Lab } from './lab.ts';
import { atMost, exactly, type Measurement, repeat } from './measurement.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { APPS, startServers } from './servers.ts';

const RUNS = 7;
const USERS = 10_000;
const BAD_ID = 'bad';

/** Custom data at the limit of one call, and one user among 10,000 whom Batch refuses. */
export async function measureUpdates(lab: Lab): Promise<Measurement[]> {
  const fn = functionOf(lab, 'custom-data-update', 'http');
  const servers = await startServers(lab.service, { dynamodb: 'stub', badId: BAD_ID });
  const sandbox = await startSandbox(lab.client, fn, servers.environmentFor(fn));
  try {
    const calls = await repeat(RUNS, () => countCalls(sandbox, servers.batch));
    const searches = await repeat(RUNS, (run) => searchBadUser(sandbox, servers.batch, placeOf(run)));
    const what = `1 bad user among 10,000, at ${RUNS} places, on ${APPS.length} apps`;
    const answers = RUNS * APPS.length;
    return [
      { what: '10,001 users on 2 apps: calls to Batch', unit: '', samples: calls, floor: [4], target: exactly(4) },
      {
        what: `${what}: extra calls per app`,
        unit: '',
        samples: searches.flatMap(({ extraCallsPerApp }) => extraCallsPerApp),
        target: atMost(28),
      },
      {
        what: `${what}: of ${answers} answers per app, those that refuse the bad user and nobody else`,
        unit: '',
        samples: [searches.reduce((sum, { rightAnswers }) => sum + rightAnswers, 0)],
        target: exactly(answers),
      },
    ];
  } finally {
    await sandbox.stop();
    await servers.stop();
  }
}

async function countCalls(sandbox: Sandbox, batch: BatchStub): Promise<number> {
  const before = batch.callCount();
  await post(sandbox, { users: makeUsers(USERS + 1) }, 200);
  return batch.callCount() - before;
}

/** From the first user to the last, evenly. */
function placeOf(run: number): number {
  return Math.floor((run * (USERS - 1)) / (RUNS - 1));
}

async function searchBadUser(sandbox: Sandbox, batch: BatchStub, place: number) {
  const users = makeUsers(USERS).map((user, index) => (index === place ? userOf(index, BAD_ID) : user));
  const before = APPS.map((app) => batch.callCount(app));
  const { answer } = await post(sandbox, { users }, 207);
  const isRight = (app: string) => {
    const results = answer.results.filter((result) => result.app === app);
    const refused = results.filter(({ status }) => status === 'rejected').flatMap(({ error }) => error?.items ?? ['?']);
    const accepted = results.filter(({ status }) => status === 'accepted').reduce((sum, { items }) => sum + items, 0);
    return refused.join() === `/users/${place}` && accepted === users.length - 1;
  };
  return {
    extraCallsPerApp: APPS.map((app, index) => batch.callCount(app) - (before[index] ?? 0) - 1),
    rightAnswers: APPS.filter(isRight).length,
  };
}

function makeUsers(count: number) {
  return Array.from({ length: count }, (_, index) => userOf(index));
}
