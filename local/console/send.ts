import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import { detailTypeOf } from '../../lib/endpoints/capability.ts';
import { capabilityOf } from '../../lib/endpoints/catalog.ts';
import { sampleOf } from '../../lib/endpoints/sample.ts';
import { LOCAL_ACCOUNT } from '../aws/account.ts';
import type { Stack } from '../stack.ts';
import type { SendDone, SendOrder } from './api.ts';
import { COMPOSING } from './asked.ts';
import { mainQueueOf } from './queues.ts';

/** Sends what somebody composed, as a caller of theirs would. Throws if there is no such capability. */
export async function send(stack: Stack, sqs: SQSClient, order: SendOrder): Promise<SendDone> {
  if (order.way === 'http') return sendOverHttp(stack, order);
  return order.way === 'queue' ? putOnQueue(stack, sqs, order) : emit(stack, order);
}

async function sendOverHttp({ url }: Stack, { capability, request, key, isDryRun }: SendOrder): Promise<SendDone> {
  const { method, path, body } = sampleOf(capabilityOf(capability), isDryRun ? { ...request, dry_run: true } : request);
  const { region, credentials } = LOCAL_ACCOUNT;
  const signer = new AwsClient({ ...credentials, region, service: 'execute-api' });
  const signed = await signer.sign(`${url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(isDryRun && { [COMPOSING]: '1' }),
    },
    ...(body !== undefined && { body }),
  });
  const answer = await fetch(signed);
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.json() };
}

async function putOnQueue({ service, sqs: { queueUrl } }: Stack, sqs: SQSClient, order: SendOrder): Promise<SendDone> {
  const queue = mainQueueOf(service, order.capability);
  if (queue === undefined) throw new Error(`${order.capability} has no queue.`);
  const command = new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody: JSON.stringify(named(order)) });
  const { MessageId } = await sqs.send(command);
  return { status: 200, headers: {}, body: { MessageId } };
}

async function emit({ service, awsEnvironment }: Stack, order: SendOrder): Promise<SendDone> {
  const client = new EventBridgeClient({
    endpoint: awsEnvironment['AWS_ENDPOINT_URL_EVENTBRIDGE'] ?? '',
    ...LOCAL_ACCOUNT,
  });
  try {
    const entry = {
      EventBusName: service.buses[0],
      Source: 'console',
      DetailType: detailTypeOf({ name: order.capability }),
      Detail: JSON.stringify(named(order)),
    };
    const { Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    return { status: 200, headers: {}, body: { Entries } };
  } finally {
    client.destroy();
  }
}

/** Beside HTTP, a request has its name inside. */
function named({ request, key }: SendOrder): object {
  return { ...(key !== undefined && { idempotency_key: key }), ...request };
}
