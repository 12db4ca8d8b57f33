import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { LedgerRecord, Whole } from './record.ts';

/** Of how an item is written. A later one must go on reading this: the ledger outlives every deployment. */
const FORMAT = '1';

/** As DynamoDB keeps it. */
export function toItem({
  request,
  place,
  part,
  bodyHash,
  items,
  whole,
  state,
  attempt,
  until,
  expiresAt,
  ...rest
}: LedgerRecord) {
  const { unknowns, word, end = {} } = rest;
  const { token, error, sealed, counts, begun, pieces } = end;
  return {
    format: { N: FORMAT },
    request: { S: request },
    part: { S: place },
    of: { S: part },
    bodyHash: { S: bodyHash },
    items: { N: `${items}` },
    state: { S: state },
    attempt: { S: attempt },
    until: { N: `${until}` },
    expiresAt: { N: `${expiresAt}` },
    ...(whole && { apps: { S: JSON.stringify(whole.apps) }, chunks: { S: JSON.stringify(whole.chunks) } }),
    ...(whole?.account && { account: { S: whole.account } }),
    ...(unknowns && { unknowns: { N: `${unknowns}` } }),
    ...(word !== undefined && { word: { S: word } }),
    ...(token !== undefined && { token: { S: token } }),
    ...(error !== undefined && { error: { S: error } }),
    ...(sealed !== undefined && { sealed: { B: sealed } }),
    ...(counts !== undefined && { counts: { S: JSON.stringify(counts) } }),
    ...(begun !== undefined && { begun: { S: JSON.stringify(begun) } }),
    ...(pieces !== undefined && { pieces: { S: JSON.stringify(pieces) } }),
  };
}

/** What is kept of an item; the other way round. */
export function fromItem(item: Record<string, AttributeValue>): LedgerRecord {
  if (item['format']?.N !== FORMAT) throw new Error(`The ledger has an item of format ${item['format']?.N}.`);
  const text = <T extends string>(name: string) => (item[name]?.S ?? '') as T;
  const json = (name: string) => (item[name]?.S === undefined ? undefined : JSON.parse(text(name)));
  return {
    request: text('request'),
    place: text('part'),
    part: text('of'),
    bodyHash: text('bodyHash'),
    items: Number(item['items']?.N),
    ...(item['apps'] && { whole: wholeOf(item) }),
    state: text('state'),
    attempt: text('attempt'),
    until: Number(item['until']?.N),
    expiresAt: Number(item['expiresAt']?.N),
    ...(item['unknowns'] && { unknowns: Number(item['unknowns'].N) }),
    ...(item['word'] && { word: text('word') }),
    end: {
      token: item['token']?.S,
      error: item['error']?.S,
      sealed: item['sealed']?.B,
      counts: json('counts'),
      ...(item['begun'] && { begun: json('begun') }),
      ...(item['pieces'] && { pieces: json('pieces') }),
    },
  };
}

function wholeOf({ apps, chunks, account }: Record<string, AttributeValue>): Whole {
  return {
    apps: JSON.parse(apps?.S ?? ''),
    chunks: JSON.parse(chunks?.S ?? ''),
    ...(account && { account: 'project' as const }),
  };
}
