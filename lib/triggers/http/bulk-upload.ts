import { randomBytes } from 'node:crypto';
import type { Objects } from '../../aws/objects.ts';
import type { OwnCapability } from '../../endpoints/capability.ts';
import type { BulkUploadRequest } from '../../endpoints/gateway/bulk-upload.ts';
import type { Log } from '../../observe/log.ts';
import { rfc3339 } from '../../request/times.ts';
import { json } from './answer.ts';
import { createHandler, type HttpHandler } from './handler.ts';
import { validRequest } from './own.ts';
import { readRequest } from './request.ts';

/** For how long a URL can be used. Ours: to begin with a file; one that has begun goes on. */
const VALID_SECONDS = 15 * 60;

/** What it takes to say where a file may be put. */
export interface UploadTools {
  readonly objects: Objects;
  readonly bucket: string;
  now(): number;
}

/** Answers a URL that a file can be put at, under a key that nobody had before. */
export function createBulkUploadTrigger(
  capability: OwnCapability<BulkUploadRequest>,
  log: Log,
  makeTools: () => UploadTools,
): HttpHandler {
  return createHandler(capability, log, async (event) => {
    const { name } = validRequest(capability, readRequest(event, capability));
    const { objects, bucket, now } = makeTools();
    // Of digits: a program that is given the key would take one that begins with a dash for an option.
    const key = [randomBytes(12).toString('hex'), name].filter((part) => part !== undefined).join('-');
    const expires = rfc3339(now() + VALID_SECONDS * 1000);
    return { answer: json(201, { key, url: await objects.urlToPut({ bucket, key }, VALID_SECONDS), expires }) };
  });
}
