import { createHash } from 'node:crypto';
import { drawRefusal, type Fate, type Step } from './faults.ts';
import type { Kind } from './kinds.ts';

/** An exchange as the gate sees it. */
export interface Seen {
  readonly path: string;
  /** Of AWS's JSON protocols. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A dead letter as it was sent. */
export interface DeadLetter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What has really happened, whoever knows of it. */
export interface Facts {
  /** How often Batch accepted a push, by `app id`. */
  readonly accepted: Map<string, number>;
  readonly letters: DeadLetter[];
  calls: number;
}

/** What an exchange is: the step it belongs to, what it is about, and how it is carried out or refused. */
export interface Exchange {
  readonly step: Step;
  readonly subject: string;
  carryOut(): Promise<Reply>;
  refuse(occurrence: number): Promise<Reply>;
}

export const json = (status: number, body: unknown): Reply => ({ status, body: JSON.stringify(body) });
export const awsError = (name: string): Reply =>
  json(name === 'InternalServerError' ? 500 : 400, { __type: name, message: 'chaos' });

/** Reads an exchange. `forward` hands it on to the real DynamoDB emulator. */
export function readExchange(
  { seed, kind }: { readonly seed: number; readonly kind: Kind },
  seen: Seen,
  facts: Facts,
  forward: (seen: Seen) => Promise<Reply>,
): Exchange {
  const [service = '', action = ''] = seen.target.split('.');
  if (service.startsWith('DynamoDB')) return ledgerExchange(action, seen, forward);
  if (service === 'AmazonSQS') return queueExchange(action, seen, facts);
  if (service === 'secretsmanager') return secretExchange();
  return batchExchange(seed, kind, seen, facts);
}

function batchExchange(seed: number, kind: Kind, { path, headers, body }: Seen, facts: Facts): Exchange {
  const key = headers['x-batch-project'] ?? path.split('/')[2] ?? '';
  const app = key.replace(/-key$/, '');
  const ids = kind.idsIn(body);
  const subject = `${app} ${createHash('sha256').update(ids.join()).digest('hex')}`;
  const carryOut = async () => {
    facts.calls += 1;
    for (const id of ids) facts.accepted.set(`${app} ${id}`, (facts.accepted.get(`${app} ${id}`) ?? 0) + 1);
    return kind.accept(subject);
  };
  const refuse = async (occurrence: number) => {
    const refusal = drawRefusal(seed, subject, occurrence);
    if (refusal === '500 carried out') await carryOut();
    const [status] = String(refusal).split(' ');
    const code = status === '503' ? 2 : status === '429' ? 60 : status === '500' ? 1 : 31;
    return kind.refuse(Number(status), code, `refused ${ids[0]}`);
  };
  return { step: 'call', subject, carryOut, refuse };
}

function ledgerExchange(action: string, seen: Seen, forward: (seen: Seen) => Promise<Reply>): Exchange {
  const { Item, Key, ConditionExpression = '' } = JSON.parse(seen.body);
  const { request, part } = Item ?? Key;
  const isClaim = ConditionExpression.includes('attribute_not_exists') || Item?.state?.S === 'sending';
  return {
    step: action !== 'PutItem' ? 'other' : isClaim ? 'claim' : 'settle',
    subject: `${action} ${request.S} ${part.S} ${Item?.state?.S}`,
    carryOut: () => forward(seen),
    refuse: async (occurrence) => awsError(occurrence % 5 === 0 ? 'ThrottlingException' : 'InternalServerError'),
  };
}

function queueExchange(action: string, { body }: Seen, facts: Facts): Exchange {
  const { MessageBody, MessageAttributes, Entries = [] } = JSON.parse(body);
  if (action !== 'SendMessage') {
    const Successful = Entries.map(({ Id }: { Id: string }) => ({ Id }));
    const carryOut = async () => json(200, { Successful, Failed: [] });
    return { step: 'other', subject: 'delay', carryOut, refuse: async () => awsError('InternalError') };
  }
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes as Record<string, { StringValue: string }>).map(([name, value]) => [
      name,
      value.StringValue,
    ]),
  );
  return {
    step: 'dead letter',
    subject: attributes['source'] ?? '',
    async carryOut() {
      facts.letters.push({ body: MessageBody, attributes });
      return json(200, { MessageId: 'letter', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') });
    },
    refuse: async () => awsError('InternalError'),
  };
}

function secretExchange(): Exchange {
  const apps = { ios: 'ios-key', android: 'android-key', web: 'web-key' };
  const SecretString = JSON.stringify({ restApiKey: 'rest-key', apps, projects: { main: 'main-key' } });
  const carryOut = async () => json(200, { Name: 'secret', SecretString });
  return { step: 'other', subject: 'secret', carryOut, refuse: async () => awsError('InternalServiceError') };
}

/** Whether an exchange that fares so takes effect. */
export function takesEffect(fate: Fate): boolean {
  return fate === 'through' || fate.endsWith('during') || fate.endsWith('after');
}
