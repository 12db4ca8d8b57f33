import { performance } from 'node:perf_hooks';
import { type BulkLab, type Message, namedRecordOf, putFile } from './bulk-lab.ts';
import type { Sandbox } from './sandbox.ts';

/** A file is put, and its bulk started: the reader's message lies on its queue then. */
export async function startOne(bulk: BulkLab, format: 'csv' | 'ndjson', ids: number, more: object = {}): Promise<void> {
  const uploader = await bulk.start('bulk-upload', 'http');
  const starter = await bulk.start('bulk-start', 'http');
  const key = await putFile(uploader, format, ids);
  const request = { group_id: 'spring', message: { title: 'Spring', body: 'is here' } };
  const start = { capability: 'transactional-send', request, file: { key, format }, ...more };
  const { answer } = await starter.invoke(JSON.stringify({ body: JSON.stringify(start) }));
  const { statusCode, body } = answer as { statusCode: number; body: string };
  if (statusCode !== 202) throw new Error(`The bulk was not started: ${statusCode} ${body}`);
  await Promise.all([uploader.stop(), starter.stop()]);
}

/** Until the reader leaves nothing to another. */
export async function readToTheEnd({ queues, names }: BulkLab, reader: Sandbox): Promise<void> {
  for (let [message] = queues.take(names.reader); message; [message] = queues.take(names.reader)) {
    await takeAll(reader, [message]);
  }
}

let records = 0;

/** Lets a function work off messages, all of which have to be done then. */
export async function takeAll(sandbox: Sandbox, messages: readonly Message[]): Promise<void> {
  const event = { Records: messages.map((message) => namedRecordOf(`message-${records++}`, message)) };
  const { answer } = await sandbox.invoke(JSON.stringify(event));
  const { batchItemFailures } = answer as { batchItemFailures: unknown[] };
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages were not done.`);
}

/** Wall time. */
export async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return (performance.now() - startedAt) / 1_000;
}
