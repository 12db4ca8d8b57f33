import Table from 'cli-table3';
import { build } from '../build.mjs';
import { takeNoOptions } from '../tools/shared/no-options.mjs';
import { readService } from './service.ts';
import { ANY_PORTS, type Stack, startStack } from './stack.ts';

takeNoOptions(`npm run demo

Starts the embedded stack, asks eight things of the gateway, shows what reached Batch and what was answered, and stops. A status other
than the expected one is a failure.`);

interface Scene {
  readonly asked: string;
  readonly path: string;
  readonly request: Record<string, unknown>;
  /** The status that the gateway has to answer with, or the demo fails. */
  readonly status: number;
  /** Told to the simulator of Batch beforehand. */
  readonly fault?: Record<string, unknown>;
}

interface Exchange {
  readonly app: string;
  readonly status: number | null;
  readonly body: unknown[] | { readonly recipients?: Record<string, string[]> };
}

const push = {
  group_id: 'welcome',
  recipients: { custom_ids: ['u1'] },
  message: { title: 'Hello', body: 'How is it going?' },
};

const draft = {
  name: 'Spring sale',
  live: false,
  push_time: '2035-03-01T09:00:00',
  messages: [{ language: 'en', title: 'Sale', body: 'It starts today' }],
  targeting: { segments: ['ENGAGED'] },
};

const SEND = '/transactional/send';
const CREATE = '/campaigns/create';
const UPDATE = '/data/users';

const SCENES: readonly Scene[] = [
  { asked: 'a push to one person, on one app', path: SEND, request: { ...push, apps: ['ios'] }, status: 201 },
  { asked: 'the same on all apps', path: SEND, request: push, status: 201 },
  {
    asked: '25,000 recipients on one app',
    path: SEND,
    request: { ...push, apps: ['android'], recipients: { custom_ids: people(25_000) } },
    status: 201,
  },
  {
    asked: 'a bad request: no message, a misspelt field, an unknown app',
    path: SEND,
    request: { group_id: 'welcome', recipients: { custom_id: ['u1'] }, apps: ['ios', 'andriod'] },
    status: 400,
  },
  {
    asked: 'all apps, while Batch fails with a 500 for Android',
    path: SEND,
    request: push,
    fault: { kind: '500', app: 'android' },
    status: 207,
  },
  { asked: 'a draft of a campaign for one segment', path: CREATE, request: { ...draft, apps: ['ios'] }, status: 201 },
  { asked: 'the same campaign, live', path: CREATE, request: { ...draft, live: true }, status: 403 },
  {
    asked: '10,001 users to update on two apps',
    path: UPDATE,
    request: { users: updates(10_001), apps: ['ios', 'android'] },
    status: 200,
  },
];

function people(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `u${index}`);
}

function updates(count: number): unknown[] {
  return people(count).map((id) => ({ id, update: { values: { 'u.member': true } } }));
}

async function play(
  { url }: Stack,
  { path, request, fault, status }: Scene,
): Promise<{ reached: string; answered: string }> {
  await fetch(`${url}/_simulator/calls`, { method: 'DELETE' });
  if (fault) await fetch(`${url}/_simulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
  const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(request) });
  if (response.status !== status) process.exitCode = 1;
  const answer = (await response.json()) as Record<string, unknown>;
  const calls = (await (await fetch(`${url}/_simulator/calls`)).json()) as Exchange[];
  return { reached: calls.map(tellCall).join('\n') || 'nothing', answered: `${response.status} ${tellAnswer(answer)}` };
}

function tellCall({ app, status, body }: Exchange): string {
  return `${app}: ${tellBody(body)} → ${status}`;
}

function tellBody(body: Exchange['body']): string {
  if (Array.isArray(body)) return counted(body.length, 'user');
  if (!body.recipients) return '1 campaign';
  return counted(Object.values(body.recipients).flat().length, 'recipient');
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

type Line = {
  app?: string;
  status?: string;
  items?: number;
  pointer?: string;
  detail?: string;
  error?: { name: string };
};

function tellAnswer({ status, title, results = [], errors = [] }: Record<string, unknown>): string {
  const lines = [
    ...(results as Line[]).map(({ app, status, error }) => `  ${app}: ${status}${error ? ` (${error.name})` : ''}`),
    ...(errors as Line[]).map(({ pointer, detail }) => `  ${pointer}: ${detail}`),
  ];
  return [title ?? status, ...lines].join('\n');
}

const [service] = await Promise.all([readService(), build()]);
const stack = await startStack({ service, ports: ANY_PORTS, onOutput: () => {} });
try {
  const table = new Table({
    head: ['asked of the gateway', 'reached Batch', 'answered'],
    wordWrap: true,
    colWidths: [32, 36, 62],
    style: { head: ['bold'] },
  });
  for (const scene of SCENES) {
    const { reached, answered } = await play(stack, scene);
    table.push([scene.asked, reached, answered]);
  }
  console.log(table.toString());
  console.log('\nNow `npm start`, and try it yourself with the curl it prints.');
} finally {
  await stack.stop();
}
