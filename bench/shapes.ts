import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Endpoint } from '../lib/endpoints/endpoint.ts';
import { transactionalSend } from '../lib/endpoints/v1/transactional-send.ts';
import { SHAPES, type Shape } from '../test/support/shapes.ts';
import { pushTo } from './events.ts';
import { type Measurement, medianOf, ratioAtMost, under } from './measurement.ts';
import { APPS } from './servers.ts';

const FEW = 10_000;
const MANY = 100_000;
const RUNS = 5;
const WARM_UPS = 2;

/** Ours: CPU time that planning many messages may take, and how much more than a tenth of them. */
const MAX_CPU_SECONDS = 3;
const MAX_GROWTH = 12;

/** Two full calls per app a message, as in the throughput. */
const PLAIN_MESSAGES = 50;
const RECIPIENTS_PER_MESSAGE = 20_000;
/** Ours: planning beside one `JSON.stringify` of what is planned. */
const MAX_BESIDE_STRINGIFY = 4;

/** Planning in this process: messages of all shapes by their number, and the plain case beside the least it can take. */
export async function measureShapes(): Promise<Measurement[]> {
  return [measurePlain(), ...SHAPES.flatMap(measureShape)];
}

function measureShape(shape: Shape): Measurement[] {
  // As many in all, and all kept: so both hold as much memory, which V8's collector copies, and caches don't hold.
  const few = measurePlans(shape, FEW, MANY / FEW);
  const many = measurePlans(shape, MANY, 1);
  const name = (count: number) => `planning ${count.toLocaleString('en')} messages, ${shape.what}: CPU time`;
  return [
    { what: name(FEW), unit: 's', samples: few },
    { what: name(MANY), unit: 's', samples: many, target: under(MAX_CPU_SECONDS) },
    {
      what: `${name(MANY)}, beside ${FEW.toLocaleString('en')}`,
      unit: 's',
      samples: many,
      floor: [medianOf(few)],
      target: ratioAtMost(MAX_GROWTH),
    },
  ];
}

function measurePlans({ endpoint, message }: Shape, count: number, times: number): number[] {
  const json = JSON.stringify(Array.from({ length: count }, (_, index) => message(index)));
  return measureAnew(json, (requests) => endpoint.plan(requests), times);
}

function measurePlain(): Measurement {
  const messages = Array.from({ length: PLAIN_MESSAGES }, (_, index) =>
    pushTo(RECIPIENTS_PER_MESSAGE, { from: index * RECIPIENTS_PER_MESSAGE, apps: APPS }),
  );
  const json = JSON.stringify(messages);
  const recipients = (PLAIN_MESSAGES * RECIPIENTS_PER_MESSAGE).toLocaleString('en');
  return {
    what: `planning ${recipients} recipients on ${APPS.length} apps: CPU time, beside one JSON.stringify of them`,
    unit: 's',
    samples: measureAnew(json, (requests) => transactionalSend.plan(requests as never)),
    floor: measureAnew(json, JSON.stringify),
    target: ratioAtMost(MAX_BESIDE_STRINGIFY),
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/**
 * CPU seconds of one of so many runs in a row. What is planned is read anew for each run, as it would be in a function: V8 remembers the hash of a string.
 * Garbage of what came before is not charged to it.
 */
function measureAnew(json: string, run: (requests: Parameters<Endpoint['plan']>[0]) => unknown, times = 1): number[] {
  const samples = Array.from({ length: WARM_UPS + RUNS }, () => {
    const all = Array.from({ length: times }, () => JSON.parse(json));
    collectGarbage();
    const before = process.cpuUsage();
    const kept = all.map((requests) => run(requests));
    const { user, system } = process.cpuUsage(before);
    if (kept.length < times) throw new Error('Not all were run.');
    return (user + system) / 1e6 / times;
  });
  return samples.slice(WARM_UPS);
}
