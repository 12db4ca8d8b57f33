import { httpEvent, pushTo } from './events.ts';
import { functionOf, type Lab } from './lab.ts';
import { exactly, type Measurement, repeat, under } from './measurement.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { APPS, startServers } from './servers.ts';

const RUNS = 7;
const RECIPIENTS = 100_000;
const BATCH_LATENCY_MS = 50;

/** The members of an answer that the bench looks at. */
export interface Answer {
  readonly results: readonly {
    readonly app: string;
    readonly status: string;
    readonly items: number;
    readonly error?: { readonly items?: readonly string[] };
  }[];
}

/** Posts a request. Rejects if the function answers with another status than `expectedStatus`. */
export async function post(sandbox: Sandbox, request: unknown, expectedStatus: number) {
  const { answer, wallMs } = await sandbox.invoke(httpEvent(request));
  const { statusCode, body } = answer as { statusCode: number; body: string };
  if (statusCode !== expectedStatus) throw new Error(`Answered ${statusCode}: ${body.slice(0, 500)}`);
  return { answer: JSON.parse(body) as Answer, wallMs };
}

/** A push to 100,000 people on two apps: how long, how many calls, how much memory. */
export async function measureSend(lab: Lab): Promise<Measurement[]> {
  const fn = functionOf(lab, 'transactional-send', 'http');
  const servers = await startServers(lab.service, { dynamodb: 'stub', latencyMs: BATCH_LATENCY_MS });
  const sandbox = await startSandbox(lab.client, fn, servers.environmentFor(fn));
  try {
    const request = pushTo(RECIPIENTS);
    await post(sandbox, request, 201);
    const runs = await repeat(RUNS, async () => {
      const before = servers.batch.callCount();
      const { wallMs } = await post(sandbox, request, 201);
      return { wallMs, calls: servers.batch.callCount() - before };
    });
    const peakMb = sandbox.peakMemoryMb();
    const what = `http, 100,000 recipients on ${APPS.length} apps, Batch at ${BATCH_LATENCY_MS} ms`;
    return [
      { what: `${what}: wall time`, unit: 'ms', samples: runs.map(({ wallMs }) => wallMs), target: under(1_000) },
      { what: `${what}: calls to Batch`, unit: '', samples: runs.map(({ calls }) => calls), target: exactly(20) },
      {
        what: `${what}: peak memory of the function, all ${RUNS + 1} requests`,
        unit: 'MB',
        samples: peakMb === undefined ? [] : [peakMb],
        target: under(256),
      },
    ];
  } finally {
    await sandbox.stop();
    await servers.stop();
  }
}
