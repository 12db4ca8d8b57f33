import { createCredentials, secretsManagerReader } from './aws/credentials.ts';
import { createObjects } from './aws/objects.ts';
import { createQueues } from './aws/queues.ts';
import { createSignedClient } from './aws/signed.ts';
import { type Bulks, createBulks } from './bulk/bulks.ts';
import { servedOf } from './bulk/served.ts';
import { MS_PER_DAY, systemClock } from './clock.ts';
import type { OwnCapability } from './endpoints/capability.ts';
import type { BulkStartRequest } from './endpoints/gateway/bulk-start.ts';
import type { BulkIdRequest } from './endpoints/gateway/bulk-status.ts';
import type { BulkUploadRequest } from './endpoints/gateway/bulk-upload.ts';
import type { RequestStatusRequest } from './endpoints/gateway/request-status.ts';
import {
  ofBucket,
  ofCalls,
  ofHandingOver,
  ofHttp,
  ofLedger,
  ofS3,
  ofWaking,
  readEnvironment,
  type Values,
} from './environment.ts';
import { ConfigurationError } from './errors.ts';
import { createItems } from './ledger/items.ts';
import { createLookup } from './ledger/lookup.ts';
import { createLog } from './observe/log.ts';
import { remember } from './remember.ts';
import { enqueueText } from './triggers/http/async.ts';
import { createBulkStartTrigger } from './triggers/http/bulk-start.ts';
import { createBulkCancelTrigger, createBulkStatusTrigger } from './triggers/http/bulk-status.ts';
import { createBulkUploadTrigger } from './triggers/http/bulk-upload.ts';
import type { HttpHandler } from './triggers/http/handler.ts';
import { createStatusTrigger } from './triggers/http/request-status.ts';
import { createBulkReaderTrigger, readerMessage } from './triggers/queue/bulk-reader.ts';
import type { QueueHandler } from './triggers/queue/queue.ts';

/*
 * Composition root of what the gateway itself answers, as `runtime.ts` is of what calls Batch: none of its functions has a
 * client of Batch's.
 */

const { now } = systemClock;

/** What became of a request, behind API Gateway. */
export function statusHandler(capability: OwnCapability<RequestStatusRequest>): HttpHandler {
  return createStatusTrigger(
    capability,
    createLog(),
    remember(() => {
      const env = readEnvironment(process.env, ofLedger());
      return { lookup: createLookup(env.LEDGER_TABLE, now), bulks: bulksOf(env), now };
    }),
  );
}

/** How far a bulk has come, behind API Gateway. */
export function bulkStatusHandler(capability: OwnCapability<BulkIdRequest>): HttpHandler {
  return createBulkStatusTrigger(capability, createLog(), remember(bulkTools));
}

/** Nothing more of a bulk, behind API Gateway. */
export function bulkCancelHandler(capability: OwnCapability<BulkIdRequest>): HttpHandler {
  return createBulkCancelTrigger(capability, createLog(), remember(bulkTools));
}

/** Where to put a file, behind API Gateway. */
export function bulkUploadHandler(capability: OwnCapability<BulkUploadRequest>): HttpHandler {
  return createBulkUploadTrigger(
    capability,
    createLog(),
    remember(() => {
      const env = readEnvironment(process.env, { ...ofBucket(), ...ofS3() });
      return { objects: objectsOf(env), bucket: env.BULK_BUCKET, now };
    }),
  );
}

/** A bulk's start, behind API Gateway. */
export function bulkStartHandler(capability: OwnCapability<BulkStartRequest>): HttpHandler {
  return createBulkStartTrigger(
    capability,
    createLog(),
    remember(() => {
      const env = readEnvironment(process.env, {
        ...ofCalls(),
        ...ofLedger(),
        ...ofHttp(),
        ...ofBucket(),
        ...ofWaking(),
      });
      const ttlMs = env.BATCH_SECRET_TTL_SECONDS * 1000;
      const queue = { queues: createQueues({ sendsOnce: true }), queueUrl: env.QUEUE_URL };
      return {
        bulks: bulksOf(env),
        credentials: createCredentials(secretsManagerReader(env.BATCH_SECRET_ID), { ttlMs, now }),
        clock: systemClock,
        bucket: env.BULK_BUCKET,
        requireKey: env.REQUIRE_KEY,
        wakeReader: async (id, deadline) => {
          await enqueueText(readerMessage(id), queue, deadline);
        },
      };
    }),
  );
}

/** The reader of bulks, behind its queue. */
export function bulkReaderHandler(capability: OwnCapability<BulkStartRequest>): QueueHandler {
  return createBulkReaderTrigger(
    capability,
    createLog(),
    remember(() => {
      const env = readEnvironment(process.env, { ...ofLedger(), ...ofWaking(), ...ofHandingOver(), ...ofS3() });
      return {
        bulks: bulksOf(env),
        objects: objectsOf(env),
        queues: createQueues({ sendsOnce: false }),
        clock: systemClock,
        queueUrls: env.QUEUE_URLS,
        servedOf: mustServe,
        queueUrl: env.QUEUE_URL,
        deadLetterQueueUrl: env.DEAD_LETTER_QUEUE_URL,
        maxReceiveCount: env.MAX_RECEIVE_COUNT,
      };
    }),
  );
}

function mustServe(capability: string) {
  const served = servedOf(capability);
  if (!served) throw new ConfigurationError(`There is no capability \`${capability}\` any more that a bulk serves.`);
  return served;
}

function bulkTools() {
  return { bulks: bulksOf(readEnvironment(process.env, ofLedger())), now };
}

function bulksOf({ LEDGER_TABLE: table, LEDGER_TTL_DAYS: days }: Values<ReturnType<typeof ofLedger>>): Bulks {
  return createBulks(createLookup(table, now), createItems(table), { ttlMs: days * MS_PER_DAY, now });
}

function objectsOf({ AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint }: Values<ReturnType<typeof ofS3>>) {
  return createObjects(createSignedClient('s3', region), { region, endpoint });
}
