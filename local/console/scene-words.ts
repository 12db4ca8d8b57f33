import type { CallStep, RequestDetail } from './api.ts';

/** What reached Batch, a line for each call: `ios: 1 recipient → 201`. */
export function tellCalls({ story }: Pick<RequestDetail, 'story'>): string[] {
  return story.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'call' ? tellCall(step) : [])));
}

function tellCall({ app, body, status }: CallStep): string {
  return `${app}: ${tellBody(JSON.parse(body))} → ${status ?? 'no answer'}`;
}

function tellBody(body: unknown): string {
  if (Array.isArray(body)) return counted(body.length, 'user');
  const { recipients } = body as { recipients?: Record<string, string[]> };
  return recipients ? counted(Object.values(recipients).flat().length, 'recipient') : '1 campaign';
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

interface Answer {
  readonly title?: string;
  readonly status?: string | number;
  readonly errors?: readonly { readonly pointer?: string; readonly detail: string }[];
}

/** What its caller was told, or what became of a message: first the whole, then a line for each app or fault. */
export function tellAnswer({ answer, fate, isReplayed, reason, outcomes }: RequestDetail): string[] {
  const { title, status, errors = [] }: Answer = answer ? JSON.parse(answer.body) : {};
  const whole = answer ? `${answer.status} ${title ?? status}${isReplayed ? ', replayed' : ''}` : fate;
  return [
    reason === undefined ? whole : `dead letter: ${reason}`,
    ...outcomes.map(({ app, status, error }) => `${app}: ${status}${error === undefined ? '' : ` (${error})`}`),
    ...errors.map(({ pointer, detail }) => (pointer === undefined ? detail : `${pointer}: ${detail}`)),
  ];
}
