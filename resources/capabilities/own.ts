import type { Use } from '../../lib/endpoints/capability.ts';
import { type Capability, queueIdsOf } from './capability.ts';
import { arnOf, inText, type Piece, ref, type Settings } from './settings.ts';

/** `resources/bulk.yml` makes it. */
const BUCKET = 'BulkBucket';

const KNOW_THE_LEDGER: readonly Use[] = ['look-up', 'write-down'];
const KNOW_THE_BUCKET: readonly Use[] = ['bucket', 'read-objects', 'put-objects'];

/**
 * What a function that does not call Batch is told, by what it uses.
 *
 * @param all every capability, among them those whose queues take the parts of bulks
 */
export function ownEnvironment(
  uses: readonly Use[],
  all: readonly Capability[],
  { ledger }: Pick<Settings, 'ledger'>,
): Piece {
  return {
    ...(uses.some((use) => KNOW_THE_LEDGER.includes(use)) && ledger),
    ...(uses.some((use) => KNOW_THE_BUCKET.includes(use)) && { BULK_BUCKET: ref(BUCKET) }),
    ...(uses.includes('hand-over') && { QUEUE_URLS: queueUrlsOf(all) }),
  };
}

/** What it may do. */
export function ownRights(
  uses: readonly Use[],
  all: readonly Capability[],
  { rights: may, parameters }: Pick<Settings, 'rights' | 'parameters'>,
): Piece[] {
  const own = inText(BUCKET);
  const queues = bulkQueuesOf(all).map(({ queue }) => arnOf(queue));
  const rights: Readonly<Record<Use, Piece | undefined>> = {
    secret: may.readSecret,
    'look-up': may.lookUp,
    'write-down': may.writeDown,
    bucket: undefined,
    'read-objects': { ...may.readObjects, Resource: [own, ...bucketsIn(parameters.bulkBuckets)].map(objectsOf) },
    'put-objects': { ...may.putObjects, Resource: objectsOf(own) },
    'hand-over': queues.length > 0 ? { ...may.send, Resource: queues } : undefined,
  };
  return uses.map((use) => rights[use]).filter((right) => right !== undefined);
}

/** The buckets of a parameter: names, with commas between them. */
function bucketsIn(bulkBuckets: string): string[] {
  return bulkBuckets === '' ? [] : bulkBuckets.split(',');
}

const objectsOf = (bucket: string) => ({ 'Fn::Sub': `arn:${inText('AWS::Partition')}:s3:::${bucket}/*` });

/** JSON text: from each capability that takes parts of bulks to the URL of its queue. */
function queueUrlsOf(all: readonly Capability[]): Piece {
  const urls = bulkQueuesOf(all).map(({ name, queue }) => [name, inText(queue)]);
  return { 'Fn::Sub': JSON.stringify(Object.fromEntries(urls)) };
}

function bulkQueuesOf(all: readonly Capability[]) {
  return all
    .filter(({ takesBulk }) => takesBulk)
    .map((capability) => ({ name: capability.name, ...queueIdsOf(capability) }));
}
