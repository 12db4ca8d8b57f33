import { cpus } from 'node:os';
import { type Bundle, contentsTable } from './bundles.ts';
import type { ColdStart } from './cold-start.ts';
import { type Price, priceOf, type Term } from './cost.ts';
import { dollars, HEAD, markdown, number, rowOf, spread } from './format.ts';
import { FACTORS, type Growth } from './growth.ts';
import { type Measurement, medianOf } from './measurement.ts';
import { memoryTable } from './memory.ts';
import type { Metering } from './metering.ts';
import { ASSUMPTIONS, PRICES } from './prices.ts';
import { type Profile, profileTable } from './profile.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** All that a run of the bench found out. */
export interface Findings {
  readonly client: RuntimeClient;
  readonly measurements: readonly Measurement[];
  readonly growth: readonly Growth[];
  readonly coldStarts: readonly ColdStart[];
  readonly profiles: readonly Profile[];
  readonly bundles: readonly Bundle[];
  readonly meterings: readonly Metering[];
  readonly minutes: number;
}

/** docs/performance.md */
export function pageOf({
  client,
  measurements,
  growth,
  coldStarts,
  profiles,
  bundles,
  meterings,
  minutes,
}: Findings): string {
  const date = new Date().toISOString().slice(0, 10);
  const prices = meterings.map(priceOf);
  return `# Performance

Written by \`npm run bench\`, which measures everything anew; nothing here was typed in.

${markdown([HEAD, ...measurements.map(rowOf)])}

Measured on ${date} on ${cpus().length} cores, ${cpus()[0]?.model} (${process.platform} ${process.arch}), in ${number(minutes)} minutes. The
functions run under ${client.description}; the bench itself, planning and validation with it, on Node ${process.version}.
${client.fallback === undefined ? '' : `\n**AWS's runtime client could not be built here** (${client.fallback}), so that cold starts are those of a bare process.\n`}
## How

- The functions run as built, each in a process of its own with a clean environment, with the heap that Lambda's start script gives a
  function of its memory (512 MB unless it says otherwise). They get their events by Lambda's Runtime API. Secrets Manager, Batch,
  and DynamoDB are emulated in the process of the bench, without TLS, and their work counts in wall times.
- The floor is a function that does the unavoidable and nothing else: it reads the secret with the SDK, once, and makes one fetch per event
  ([bench/floor.ts](../bench/floor.ts)). A push from a queue, or with a key, is remembered too, which no floor of Lambda's demands; so there
  is a second one that writes to DynamoDB before and after ([bench/floor-ledger.ts](../bench/floor-ledger.ts)). Floors are built as the functions
  are, and run in turns with them. Of a load the floor is the least number of calls; of a million recipients also a function that makes the same
  calls, six at once, with bodies it was handed ready-made ([bench/floor-calls.ts](../bench/floor-calls.ts)): no plan, no ledger, nothing checked.
- A cold start is from the start of the process to its answer. On AWS a sandbox is prepared and the code is fetched before that.
- A warm invocation is measured inside its process: a push to one person on one app, 5,000 times, in ten turns. DynamoDB takes every write
  there and does nothing; CPU time is that of all threads.
- A million recipients come in messages of 20,000, as many as go into SQS's 1 MiB, and in batches of up to Lambda's 6 MB, one after the other in one
  process. Their ledger is the embedded DynamoDB, whose time is in the wall time; the line below has it without.
- A bulk's file is put into the embedded S3 by a URL of \`bulk-upload\`, and its reader runs with the heap of a function of 256 MB; queues take what they are given at once. On its way
  through to Batch one process reads and one sends, at the same time, both beside the emulators on the cores above.
- Records of SQS are about a kilobyte around what is sent, so that 6 MB hold some ${number(peoplePerBatch(meterings))} updates of custom data, not 10,000. Batches of 10,000 show
  what planning can do.
- Messages of a shape differ, or don't, in whom they are for and what they say; each is for two apps. Planning them is measured after two runs
  to warm up, each on messages read anew. How many steps it takes is counted in \`npm test\`, and grows by ten. Where a message costs half a microsecond, time
  grows by more: ten thousand of them and the lists they are kept in fit into caches and V8's young space, a hundred thousand don't.
- Memory is \`VmHWM\` of \`/proc/<pid>/status\`: the peak of the process that runs the function, all its runs together.
- Counts have to meet their target in every run, all else with the median.

## Growth

Per item, at three sizes; medians.

${markdown(growthTable(growth))}

## Cold starts in parts

${markdown(coldStartTable(coldStarts))}

## Where a cold start goes

By V8's profiler, every 0.1 ms, which itself slows it down; medians of ten processes without Lambda's client. Waiting is not in it.

${markdown(profileTable(profiles))}

What a push from a queue has over the plain floor is mostly what the second floor has too: DynamoDB's client and two round trips, without
which nothing prevents a second push. What is left is zod's making of the schemas, Powertools, and validation, plan and log themselves.

Tried and dropped: loading the clients of DynamoDB and SQS only where they are needed, which makes the one bundle 60 kB larger and no faster;
V8's compile cache in the package ([decisions.md](decisions.md)). Done: one provider of credentials in place of the SDK's chain, names minified, \`zod/mini\`,
no global fetch, no client before its first use: [test/budget.test.ts](../test/budget.test.ts) keeps it so.

## What is in a bundle

${markdown(contentsTable(bundles))}

## Costs: a million pushes

Assumed prices: ${PRICES.source}. Assumed besides: one app, ${ASSUMPTIONS.batchMs} ms per call to Batch and ${ASSUMPTIONS.writeMs} ms per write to DynamoDB, a core of
this machine for a whole core of Lambda's. CPU time, calls, writes, bytes sent and bytes logged are measured; the log has ${ASSUMPTIONS.platformLogBytes} B more per
invocation from Lambda and ${ASSUMPTIONS.accessLogBytes} B per request from API Gateway.

${markdown(costTable(prices))}

The arithmetic. Lambda is invocations × (${dollars(PRICES.lambdaPerInvocation * 1e6)} per million + time × memory × $${PRICES.lambdaPerGbSecond} per GB-s), where time is CPU time ÷ share of a core + waiting.
HTTP API ${dollars(PRICES.httpApiPerRequest * 1e6)}, SQS ${dollars(PRICES.sqsPerRequest * 1e6)}, writes to the ledger $${(PRICES.dynamodbPerWrite * 1e6).toFixed(3)}, traces ${dollars(PRICES.tracesPerTrace * 1e6)} per million; logs ${dollars(PRICES.logsPerGb)} and transfer to the internet ${dollars(PRICES.transferPerGb)} per GB.

${markdown(arithmeticTable(prices))}

Not in it, because it does not grow with pushes: the secret, alarms, the metrics of CloudWatch, the ledger's storage.

## Memory against price

Lambda's share of CPU grows with memory, and so does the price of waiting. Duration of an invocation, and Lambda's dollars per million
people, by the same arithmetic.

${markdown(memoryTable(meterings))}
`;
}

function peoplePerBatch(meterings: readonly Metering[]): number {
  return meterings.find(({ way }) => way === 'queue, custom data, one message each')?.people ?? 0;
}

function growthTable(growth: readonly Growth[]): string[][] {
  const rows = growth.map(({ what, unit, costs }) => [
    what,
    ...costs.map((samples) => `${number(medianOf(samples))} ${unit}`),
  ]);
  return [['what', ...FACTORS.map((factor) => `${factor}×`)], ...rows];
}

function coldStartTable(coldStarts: readonly ColdStart[]): string[][] {
  const rows = coldStarts.map(({ what, initMs, firstMs }) => [what, spread(initMs, 'ms'), spread(firstMs, 'ms')]);
  return [['function', 'init', 'first invocation'], ...rows];
}

const TERMS: readonly Term['name'][] = ['HTTP API', 'SQS', 'Lambda', 'ledger', 'logs', 'traces', 'transfer'];

function costTable(prices: readonly Price[]): string[][] {
  const rows = prices.map(({ way, terms, dollars: total, dominant }) => {
    const cells = TERMS.map((name) => terms.find((term) => term.name === name));
    const share = Math.round((dominant.dollars / total) * 100);
    return [
      way,
      ...cells.map((term) => (term ? dollars(term.dollars) : '–')),
      `**${dollars(total)}**`,
      `${dominant.name}, ${share} %`,
    ];
  });
  return [['a million people …', ...TERMS, 'in all', 'dominated by'], ...rows];
}

function arithmeticTable(prices: readonly Price[]): string[][] {
  const rows = prices.map(({ way, terms }) => [
    way,
    terms.map(({ name, arithmetic }) => `${name}: ${arithmetic}`).join('; '),
  ]);
  return [['a million people …', 'arithmetic'], ...rows];
}
