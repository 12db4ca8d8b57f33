import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { build, watch } from '../build.mjs';
import { DataDirectoryError } from './aws/data-directory.ts';
import { createBulkProgress } from './bulk-progress.ts';
import { startedBulk } from './bulk-watcher.ts';
import { createConsole } from './console/console.ts';
import { PortInUseError } from './server.ts';
import { readService } from './service.ts';
import { type Stack, startStack } from './stack.ts';

const USAGE = `npm start -- [--port 3000] [--batch-port 3001] [--secrets-port 3002] [--sqs-port 3003] [--events-port 3004]
             [--dynamodb-port 3005] [--s3-port 3006] [--data DIR] [--check-signatures] [--env NAME=VALUE]...

The whole gateway on 127.0.0.1, with Batch and AWS embedded. Builds again on every change. Ctrl-C stops it.
--data keeps the ledger, uploaded files and what is on the queues in DIR from one run to the next; without it, as of Batch, nothing is kept.
--check-signatures takes only requests that are signed with the key printed below, as the deployed API does (docs/examples.md, "Signed").
--env sets a variable of the functions, as --env ALLOW_LIVE_CAMPAIGNS=true.`;

function readArguments() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '3000' },
        'batch-port': { type: 'string', default: '3001' },
        'secrets-port': { type: 'string', default: '3002' },
        'sqs-port': { type: 'string', default: '3003' },
        'events-port': { type: 'string', default: '3004' },
        'dynamodb-port': { type: 'string', default: '3005' },
        's3-port': { type: 'string', default: '3006' },
        data: { type: 'string' },
        'check-signatures': { type: 'boolean', default: false },
        env: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

type PortOption = 'port' | 'batch-port' | 'secrets-port' | 'sqs-port' | 'events-port' | 'dynamodb-port' | 's3-port';

function portOf(name: PortOption): number {
  const port = Number(values[name]);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : fail(`--${name} must be a port, 0 to 65535.`);
}

function readAssignments(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(assignment) ?? fail('--env must be NAME=VALUE.');
      return [name, value];
    }),
  );
}

function fail(message: string): never {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(1);
}

function introduce({ url, batch, awsEnvironment }: Stack): void {
  const curl = values['check-signatures'] ? `curl ${signatureBy(awsEnvironment)}` : 'curl';
  console.log(`
The gateway listens on ${url}, Batch is simulated on ${batch.url}. Look at it:

  ${url}/_console/
  ${url}/_docs

Try:

  ${curl} ${url}/transactional/send -d '{"group_id":"welcome","recipients":{"custom_ids":["u1"]},"message":{"title":"Hello","body":"How is it going?"}}'
  curl ${url}/_simulator/calls
  curl ${url}/_simulator/faults -d '{"kind":"429","app":"android"}'

For your own AWS CLI or SDK:
${Object.entries(awsEnvironment)
  .map(([name, value]) => `  export ${name}=${value}`)
  .join('\n')}

Ctrl-C stops everything.
`);
}

function signatureBy({ AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Stack['awsEnvironment']): string {
  return `--aws-sigv4 aws:amz:${AWS_REGION}:execute-api --user ${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}`;
}

const values = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
try {
  const ports = {
    gateway: portOf('port'),
    batch: portOf('batch-port'),
    secretsManager: portOf('secrets-port'),
    sqs: portOf('sqs-port'),
    eventBridge: portOf('events-port'),
    dynamodb: portOf('dynamodb-port'),
    s3: portOf('s3-port'),
  };
  const [service] = await Promise.all([readService(), build()]);
  const environment = readAssignments(values.env);
  const look = (id: string) => stack.lookAtBulk(id);
  const {
    print: onOutput,
    follow,
    stop,
  } = createBulkProgress({
    look,
    output: process.stdout,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    now: () => performance.now(),
  });
  const shown = createConsole();
  const stack: Stack = await startStack({
    service,
    ports,
    environment,
    console: shown,
    dataDirectory: values.data,
    checkSignatures: values['check-signatures'],
    onOutput,
    onAnswer(route, result) {
      const id = startedBulk(route, result);
      if (id !== undefined) void follow(id);
    },
  });
  shown.attach(stack, { isSigned: values['check-signatures'] });
  await watch(stack.reload);
  introduce(stack);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop();
      shown.stop();
      void stack.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (!(error instanceof PortInUseError || error instanceof DataDirectoryError)) throw error;
  fail(`${error.message} Choose another.`);
}
