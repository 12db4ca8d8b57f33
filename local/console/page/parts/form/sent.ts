import type { RequestRow, SendDone, SendOrder } from '../../../api.ts';
import { isObject } from './value.ts';

/** A request that was sent from here. */
export interface Sent {
  readonly order: SendOrder;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Undefined while it is under way. */
  readonly done?: SendDone;
  /** Why it could not be sent. */
  readonly error?: string;
}

/** The request in the list that is the one sent: a message by its id, others by way, name and time. The list has the latest first. */
export function rowOf({ order, at, done }: Sent, rows: readonly RequestRow[]): RequestRow | undefined {
  if (order.way === 'queue') return rows.find(({ id }) => id === idOf(done));
  return rows.findLast(
    (row) => row.way === order.way && row.capability === order.capability && row.key === order.key && row.at >= at,
  );
}

/** Whether the gateway knows a request by this name. It keeps none of what it refused itself. */
export function isTaken(key: string, capability: string, rows: readonly RequestRow[]): boolean {
  return rows.some((row) => row.key === key && row.capability === capability && row.fate !== 'refused');
}

function idOf(done: SendDone | undefined): unknown {
  return isObject(done?.body) ? done.body['MessageId'] : undefined;
}
