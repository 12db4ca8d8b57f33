import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { http as forward } from './floor.ts';

const client = new DynamoDBClient({});

function write(request: string, state: string) {
  const Item = { request: { S: request }, part: { S: 'first' }, state: { S: state } };
  return client.send(new PutItemCommand({ TableName: process.env['LEDGER_TABLE'], Item }));
}

/** The floor of a push that is remembered: two writes by the SDK, before the fetch and after it. */
async function remember(event: APIGatewayProxyEventV2 | SQSEvent, { awsRequestId }: Context) {
  await write(awsRequestId, 'sending');
  const answer = await forward(event);
  await write(awsRequestId, 'accepted');
  return answer;
}

/** Behind API Gateway. */
export const http = remember;

/** Behind a queue. */
export const queue = remember;
