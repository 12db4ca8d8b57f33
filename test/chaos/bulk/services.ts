import { createHash } from 'node:crypto';
import type { Kind } from '../kinds.ts';
import { awsError, type Exchange, type Facts, json, type Reply, readExchange, type Seen } from '../services.ts';
import type { Mailbox } from './mailbox.ts';
import type { BulkScenario } from './scenario.ts';

/** All that functions of bulk talk to, in one game. */
export interface Surroundings {
  readonly scenario: BulkScenario;
  readonly facts: Facts;
  readonly mailbox: Mailbox;
  now(): number;
  forward(seen: Seen): Promise<Reply>;
}

/** Reads an exchange: what only bulk has, or what others have as well. */
export function readBulkExchange(seen: Seen, around: Surroundings): Exchange {
  const [service = '', action = ''] = seen.target.split('.');
  if (seen.path.startsWith('/s3/')) return fileExchange(seen, around);
  if (service.startsWith('DynamoDB') && isOfBulk(action, seen.body)) return tableExchange(action, seen, around);
  if (service === 'AmazonSQS' && action === 'SendMessage') {
    const queue = queueIn(seen.body);
    if (queue !== 'dead-letters') return messageExchange(queue, seen, around);
  }
  const { scenario, facts, forward } = around;
  return readExchange({ seed: scenario.seed, kind: scenario.kind as unknown as Kind }, seen, facts, forward);
}

/** What is no record of the ledger's own. */
function isOfBulk(action: string, body: string): boolean {
  return action === 'Query' || action === 'BatchWriteItem' || /"bulk [\w-]+"/.test(body);
}

function tableExchange(action: string, seen: Seen, { forward }: Surroundings): Exchange {
  const { Item, ExpressionAttributeValues } = JSON.parse(seen.body);
  return {
    step: action === 'PutItem' ? 'note' : 'other',
    subject: `${action} ${JSON.stringify(Item ? [Item.request, Item.part] : ExpressionAttributeValues)}`,
    carryOut: () => forward(seen),
    refuse: async (occurrence) => awsError(occurrence % 5 === 0 ? 'ThrottlingException' : 'InternalServerError'),
  };
}

function queueIn(body: string): string {
  return String(JSON.parse(body).QueueUrl).split('/').at(-1) ?? '';
}

function messageExchange(queue: string, { body }: Seen, { mailbox, now }: Surroundings): Exchange {
  const { MessageBody, MessageAttributes = {}, DelaySeconds = 0 } = JSON.parse(body);
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes as Record<string, { StringValue: string }>).map(([name, value]) => [
      name,
      value.StringValue,
    ]),
  );
  return {
    step: 'part',
    subject: `${queue} ${attributes['idempotency_key'] ?? MessageBody}`,
    async carryOut() {
      const MessageId = mailbox.send({
        queue,
        body: MessageBody,
        attributes,
        sentAt: now(),
        dueAt: now() + DelaySeconds * 1000,
      });
      return json(200, { MessageId, MD5OfMessageBody: md5(MessageBody) });
    },
    refuse: async () => awsError('InternalError'),
  };
}

/** An S3 of one object. */
function fileExchange({ headers }: Seen, { scenario }: Surroundings): Exchange {
  const bytes = Buffer.from(scenario.file);
  const etag = `"${md5(scenario.file)}"`;
  const from = Number(/^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1] ?? 0);
  return {
    step: 'file',
    subject: `${from}`,
    async carryOut() {
      if ((headers['if-match'] ?? etag) !== etag) return { status: 412, body: '' };
      const body = bytes.subarray(from).toString();
      const range = from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      const length = { 'content-length': `${bytes.length - from}` };
      return { status: from > 0 ? 206 : 200, body, headers: { etag, ...length, ...range } };
    },
    refuse: async (occurrence) => ({ status: occurrence % 2 === 0 ? 500 : 503, body: '' }),
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
