import type { Call } from '../batch/memory.ts';
import type { AwsExchange } from '../watch.ts';
import type { AwsStep, CallStep, LedgerStep, Step, WaitStep } from './api.ts';

/** Between two calls of an app that are this far apart something waited. Ours. */
const LEAST_WAIT_MS = 100;

/** A call of an invocation, with its number among all calls. */
export interface NumberedCall {
  readonly number: number;
  readonly call: Call;
  /** When it was answered, or given up, in milliseconds since 1970. */
  endedMs?: number;
}

/** What an invocation did, in the order in which it began. Writes to the ledger that say the same stand together. */
export function stepsOf(calls: readonly NumberedCall[], exchanges: readonly AwsExchange[]): Step[] {
  const ofCalls = calls.map(toCallStep);
  const ofAws = exchanges.map((exchange) => toLedgerStep(exchange) ?? toAwsStep(exchange));
  return together([...ofCalls, ...waitsBetween(ofCalls), ...ofAws].sort((one, other) => one.at - other.at));
}

function toCallStep({ number, call, endedMs }: NumberedCall): CallStep {
  const at = Date.parse(call.at);
  const app = call.app ?? call.project ?? '?';
  return {
    kind: 'call',
    number,
    at,
    ...(endedMs !== undefined && { ms: endedMs - at }),
    app,
    method: call.method,
    path: call.app === null ? call.path : call.path.replace(/^(\/[^/]+\/)[^/]+/, `$1{${app}}`),
    status: call.status,
    ...(call.fault !== null && { fault: call.fault }),
    isCarriedOut: call.carriedOut,
    body: call.bytes?.toString() ?? '',
    answer: call.answer ?? '',
  };
}

function waitsBetween(calls: readonly CallStep[]): WaitStep[] {
  return calls.flatMap((call, index) => {
    const before = calls.slice(0, index).findLast(({ app, path }) => app === call.app && path === call.path);
    const at = before && before.at + (before.ms ?? 0);
    if (!before || at === undefined || call.at - at < LEAST_WAIT_MS) return [];
    return [{ kind: 'wait' as const, at, ms: call.at - at, app: call.app, after: before.status }];
  });
}

interface Item {
  readonly state?: { readonly S: string };
  readonly items?: { readonly N: string };
}

/** Undefined for what writes down nothing about a part of a request. */
function toLedgerStep({ action, atMs, endedMs, status, input, output }: AwsExchange): LedgerStep | undefined {
  const { Item: item } = Object(input) as { Item?: Item };
  if (action !== 'dynamodb:PutItem' || item?.state === undefined || status === undefined) return undefined;
  const { __type = '' } = Object(output) as { __type?: string };
  return {
    kind: 'ledger',
    at: atMs,
    ms: endedMs - atMs,
    state: item.state.S,
    parts: 1,
    items: Number(item.items?.N ?? 0),
    isTaken: !__type.endsWith('ConditionalCheckFailedException'),
  };
}

function toAwsStep({ action, atMs, endedMs, status }: AwsExchange): AwsStep {
  return { kind: 'aws', at: atMs, ms: endedMs - atMs, action, ...(status !== undefined && { status }) };
}

function together(steps: readonly Step[]): Step[] {
  const all: Step[] = [];
  for (const step of steps) {
    const last = all.at(-1);
    if (step.kind !== 'ledger' || last?.kind !== 'ledger' || !saysTheSame(step, last)) all.push(step);
    else all[all.length - 1] = { ...last, parts: last.parts + step.parts, items: last.items + step.items };
  }
  return all;
}

const saysTheSame = (one: LedgerStep, other: LedgerStep) => one.state === other.state && one.isTaken === other.isTaken;
