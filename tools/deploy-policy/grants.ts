import type { Json } from '../release/template.ts';
import { type Found, type Grant, of } from './kind.ts';
import { KINDS } from './kinds.ts';
import { arnAt, arnOf, type Stack } from './names.ts';

/** As the framework calls the bucket that it uploads to. */
const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';

/**
 * All that whoever deploys, changes and removes a stack with the framework has to be allowed: what CloudFormation does in their name, and
 * what the framework does itself. Throws for a type of resource that `KINDS` does not have.
 */
export function grantsFor(stack: Stack): Grant[] {
  const resources = Object.entries<Json>(stack.template.Resources);
  const types = new Set(resources.map(([, { Type }]) => Type as string));
  const allOf = (type: string) => resources.filter(([, { Type }]) => Type === type).map(found);
  return [...ofFramework(stack), ...[...types].flatMap((type) => grantsOfType(type, allOf(type), stack))];
}

function found([id, { Properties, DeletionPolicy }]: [string, Json]): Found {
  return { id, properties: Properties ?? {}, isRetained: DeletionPolicy === 'Retain' };
}

function grantsOfType(type: string, all: readonly Found[], stack: Stack): readonly Grant[] {
  const kind = KINDS[type];
  if (!kind) throw new Error(`What it takes to deploy ${type} is not known: tools/deploy-policy/kinds.ts.`);
  return kind.grants(all, stack);
}

/** Seen in the framework's source: `lib/plugins/aws` of osls. */
function ofFramework(stack: Stack): Grant[] {
  const bucket = arnOf(DEPLOYMENT_BUCKET, stack);
  return [
    { actions: ['cloudformation:*'], resource: arnAt('cloudformation', `stack/${stack.name}/*`, stack) },
    { actions: of('cloudformation', 'ValidateTemplate'), resource: '*' },
    { actions: of('s3', 'ListBucketVersions'), resource: bucket },
    {
      actions: of('s3', 'GetObject GetObjectVersion PutObject AbortMultipartUpload DeleteObject DeleteObjectVersion'),
      resource: `${bucket}/*`,
    },
  ];
}
