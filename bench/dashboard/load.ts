import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_SECRET, type Stack } from '../../local/stack.ts';

const TICKS = 55;
const TICK_MS = 1000;
/** Most messages that SQS takes in one call. */
const MAX_MESSAGES_PER_CALL = 10;

const APPS = Object.keys(LOCAL_SECRET.apps);

type Fault = Readonly<Record<string, unknown>>;

/** What goes wrong with Batch in a second of the load. */
function faultsAt(tick: number): Fault[] {
  if (tick >= 10 && tick < 15) return [{ kind: '429', app: 'android', times: 'always' }];
  if (tick >= 24 && tick < 31) return [{ kind: '503', times: 'always' }];
  if (tick === 20) return [{ kind: '403', app: 'web', endpoint: 'transactional/send', times: 'always' }];
  if (tick === 38 || tick === 39) return [{ kind: '500', app: 'ios', endpoint: 'transactional/send', times: 'always' }];
  // As after a rotation, when one more try with the new key does it; and as with a key that is wrong.
  if (tick === 42) return [{ kind: '401', times: 1 }];
  if (tick === 44) return [{ kind: '401', app: 'web', times: 'always' }];
  return [];
}

/** How long Batch takes with an app: each its own time, that goes up and down. */
function delayAt(tick: number, app: string): Fault {
  const base = 25 + 20 * APPS.indexOf(app);
  return { kind: 'delay', app, delayMs: Math.round(base * (1.2 + Math.sin(tick / 4 + base))), times: 'always' };
}

/** From a few up to some dozens a second, up and down. */
const rate = (tick: number, most: number) => Math.round(most * (0.6 + 0.4 * Math.sin(tick / 5)));

const push = (people: number, apps = APPS) => ({
  group_id: 'load',
  apps,
  recipients: { custom_ids: Array.from({ length: people }, (_, index) => `u${index}`) },
  message: { title: 'Hello', body: 'How is it going?' },
});
const draft = {
  name: 'Sale',
  live: false,
  push_time: '2035-03-01T09:00:00',
  messages: [{ language: 'en', body: 'Now' }],
};
const update = (tick: number, index: number) => ({
  users: [{ id: `u${index}`, update: { values: { 'u.visits': tick } } }],
});
const faulty = { group_id: 'load' };

const repeat = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Messages of a second, by the end of their queue's name. */
function messagesAt(tick: number): Record<string, unknown[]> {
  return {
    'transactional-send': [
      ...repeat(rate(tick, 8), (index) => push(10 + 7 * index, [APPS[(tick + index) % APPS.length] ?? ''])),
      // A lot at once, of which each is a call of its own.
      ...repeat(tick === 18 ? 600 : 0, (index) => ({ ...push(1, ['ios']), group_id: `burst-${index}` })),
      ...repeat(tick % 16 === 7 ? 2 : 0, () => faulty),
    ],
    'campaign-create': repeat(tick % 6 === 0 ? 1 : 0, () => draft),
    'custom-data-update': repeat(rate(tick, 60), (index) => update(tick, index)),
  };
}

/** Requests of a second, by their path. */
function requestsAt(tick: number): [path: string, body: unknown][] {
  return [
    ...repeat(rate(tick, 6), (index): [string, unknown] => ['/transactional/send', push(20 + 11 * index)]),
    ...repeat(2, (index): [string, unknown] => ['/data/users', update(tick, index)]),
    ...repeat(tick % 8 === 0 ? 1 : 0, (): [string, unknown] => ['/campaigns/create', draft]),
  ];
}

/** A minute of calls, messages and faults. The same every time, but for the machine's own haste. */
export async function driveLoad({ url, sqs, service, awsEnvironment }: Stack): Promise<void> {
  const client = new SQSClient({ endpoint: sqs.url, region: 'eu-west-1', credentials: credentialsOf(awsEnvironment) });
  const control = (method: string, fault?: Fault) =>
    fetch(`${url}/_simulator/faults`, { method, ...(fault && { body: JSON.stringify(fault) }) });
  const sending: Promise<unknown>[] = [];

  async function send(end: string, bodies: readonly unknown[]): Promise<void> {
    const name = service.queues.find((queue) => queue.name.endsWith(`-${end}`))?.name ?? '';
    for (let from = 0; from < bodies.length; from += MAX_MESSAGES_PER_CALL) {
      const Entries = bodies.slice(from, from + MAX_MESSAGES_PER_CALL).map((body, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(body),
      }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: sqs.queueUrl(name), Entries }));
    }
  }

  const startedAt = Date.now();
  for (let tick = 0; tick < TICKS; tick += 1) {
    await control('DELETE');
    for (const fault of [...faultsAt(tick), ...APPS.map((app) => delayAt(tick, app))]) await control('POST', fault);
    sending.push(...Object.entries(messagesAt(tick)).map(([end, bodies]) => send(end, bodies)));
    sending.push(...requestsAt(tick).map(([path, body]) => post(`${url}${path}`, body)));
    await sleep(startedAt + (tick + 1) * TICK_MS - Date.now());
  }
  await Promise.all(sending);
  client.destroy();
}

async function post(url: string, body: unknown): Promise<void> {
  await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).arrayBuffer();
}

function credentialsOf(environment: Stack['awsEnvironment']) {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = environment;
  return { accessKeyId, secretAccessKey };
}
