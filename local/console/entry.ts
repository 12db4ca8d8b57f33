import type { Result } from '../aws/api-gateway.ts';
import type { LambdaInvocation } from '../aws/lambda.ts';
import type { AwsExchange } from '../watch.ts';
import type { RequestDetail, RequestRow, Try } from './api.ts';
import type { Asked } from './asked.ts';
import type { Ending } from './endings.ts';
import { type NumberedCall, stepsOf } from './steps.ts';

/** A request, and how far it has come. */
export interface Entry {
  readonly asked: Asked;
  readonly at: number;
  readonly tries: Attempt[];
  ending: Ending;
  answer?: Result;
  endedAt?: number;
}

/** One invocation. */
export interface Attempt {
  readonly invocation: LambdaInvocation;
  readonly at: number;
  readonly entries: readonly Entry[];
  readonly calls: NumberedCall[];
  readonly exchanges: AwsExchange[];
  /** Of messages that are to be seen again: when, by their ids. */
  readonly againAt: Map<string, number>;
  endedAt?: number;
  error?: string;
}

/** A request as the list has it. */
export function toRow({ asked, at, ending, tries, endedAt }: Entry): RequestRow {
  const { fate, status, isReplayed, reason, outcomes = [], queuedAs } = ending;
  const { id, way, capability, name } = asked;
  return {
    id,
    at,
    way,
    capability,
    ...(name !== id && name !== queuedAs && { key: name }),
    fate,
    ...(status !== undefined && { status }),
    ...(isReplayed && { isReplayed }),
    ...(reason !== undefined && { reason }),
    outcomes,
    calls: tries.reduce((sum, { calls }) => sum + calls.length, 0),
    tries: tries.length,
    ...(endedAt !== undefined && { endedAt }),
  };
}

/** A request as it is looked at alone. */
export function toDetail(entry: Entry): RequestDetail {
  const { asked, answer, tries } = entry;
  return {
    ...toRow(entry),
    asked: asked.asked,
    ...(answer && { answer: { status: answer.statusCode, headers: answer.headers ?? {}, body: answer.body ?? '' } }),
    story: tries.map((attempt) => toTry(entry, attempt)),
  };
}

function toTry({ asked, ending }: Entry, attempt: Attempt): Try {
  const { invocation, at, endedAt, error, entries, calls, exchanges, againAt } = attempt;
  const id = ending.queuedAs ?? asked.id;
  const again = againAt.get(id);
  const receives = receivesOf(invocation.event, id);
  return {
    invocation: invocation.id,
    function: invocation.fn.name,
    at,
    ...(endedAt !== undefined && { endedAt }),
    end: endedAt === undefined ? 'running' : error === undefined ? 'answered' : 'lost',
    ...(error !== undefined && { error }),
    together: entries.length,
    ...(receives !== undefined && { receives }),
    ...(again !== undefined && { againAt: again }),
    steps: stepsOf(calls, exchanges),
  };
}

function receivesOf(event: unknown, id: string): number | undefined {
  const { Records = [] } = Object(event) as { Records?: { messageId: string; attributes: Record<string, string> }[] };
  const record = Records.find(({ messageId }) => messageId === id);
  return record && Number(record.attributes['ApproximateReceiveCount']);
}
