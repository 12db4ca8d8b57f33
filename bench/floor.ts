import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';

type Secret = { restApiKey: string; apps: Record<string, string> };

let secret: Promise<Secret> | undefined;

async function readSecret(): Promise<Secret> {
  const command = new GetSecretValueCommand({ SecretId: process.env['BATCH_SECRET_ID'] });
  const { SecretString = '' } = await new SecretsManagerClient({}).send(command);
  return JSON.parse(SecretString);
}

/**
 * What no function can do without: reads the secret with the SDK, once, and makes one fetch per event, whose body goes
 * as it came. It checks nothing, remembers nothing, retries nothing and logs nothing.
 */
async function forward(event: APIGatewayProxyEventV2 | SQSEvent) {
  const body = ('Records' in event ? event.Records[0]?.body : event.body) ?? '';
  const answer = await push('ios', body);
  return { statusCode: answer.status, body: await answer.text() };
}

/** One fetch, and nothing else but the secret it needs. */
export async function push(app: string, body: string): Promise<Response> {
  secret ??= readSecret();
  const { restApiKey, apps } = await secret;
  return fetch(`${process.env['BATCH_API_URL']}/1.1/${apps[app]}/transactional/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-authorization': restApiKey },
    body,
  });
}

/** Behind API Gateway. */
export const http = forward;

/** Behind a queue. */
export const queue = forward;
