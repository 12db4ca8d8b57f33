import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import pLimit from 'p-limit';
import { push } from './floor.ts';

/** As the functions make them. */
const CALLS_AT_ONCE = 6;

/** The floor of a push to many: each record is the body of a call, ready-made, which is made for both apps. */
export async function queue({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const limit = pLimit(CALLS_AT_ONCE);
  const calls = Records.flatMap(({ body }) => ['ios', 'android'].map((app) => limit(() => pushOnce(app, body))));
  await Promise.all(calls);
  return { batchItemFailures: [] };
}

async function pushOnce(app: string, body: string): Promise<void> {
  const answer = await push(app, body);
  if (answer.status !== 201) throw new Error(`The floor was answered ${answer.status}.`);
  await answer.text();
}
