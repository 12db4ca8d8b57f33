import { queueText } from '../request/queue-text.ts';
import { listOf } from './faults.ts';
import { nameOfPart } from './names.ts';
import type { BulkOrder } from './order.ts';
import type { Served } from './served.ts';

/** Most bytes of a message, its name included. Ours: under what a queue takes, and the same whatever that comes to. */
const MAX_MESSAGE_BYTES = 1_000_000;

/** Longest that the name of a part may be, and of the attribute that it is in. */
const NAME_BYTES = 120;

type Asked = Pick<BulkOrder, 'account' | 'request' | 'apps'> & { readonly file: Pick<BulkOrder['file'], 'list'> };

/** The text around the list of items. */
function around(
  { account, request, apps, file }: Asked,
  { bulk }: Pick<Served, 'bulk'>,
): [before: string, behind: string] {
  const rest = JSON.stringify({ ...request, [`${account}s`]: apps }).slice(0, -1);
  const name = listOf(bulk, file.list);
  if (name === undefined) return [`${rest},"${bulk.member}":`, '}'];
  return [`${rest},"${bulk.member}":{"${name}":`, '}}'];
}

/** The message that a part is. */
export function messageOf(
  order: BulkOrder,
  served: Pick<Served, 'bulk'>,
  part: { readonly n: number; readonly json: string },
) {
  const [before, behind] = around(order, served);
  return {
    body: queueText(`${before}${part.json}${behind}`),
    attributes: { idempotency_key: nameOfPart({ id: order.id, n: part.n }) },
  };
}

/** Bytes that are left for the items of a message, their commas included. */
export function bytesForItems(asked: Asked, served: Pick<Served, 'bulk'>): number {
  const others = around(asked, served).join('[]');
  return MAX_MESSAGE_BYTES - NAME_BYTES - Buffer.byteLength(queueText(others));
}
