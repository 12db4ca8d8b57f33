import {
  AUTHORIZATION,
  BY_CLOUDFORMATION,
  type Grant,
  HANDLERS,
  itself,
  type Kind,
  type Kinds,
  named,
  of,
} from '../kind.ts';
import { arnAt, arnOf, partitionOf, type Stack } from '../names.ts';

const TABLE: Kind = named({
  source: `${AUTHORIZATION}/list_amazondynamodb.html`,
  on: itself,
  actions: of(
    'dynamodb',
    'CreateTable UpdateTable UpdateTimeToLive UpdateContinuousBackups Describe* GetResourcePolicy ListTagsOfResource TagResource UntagResource',
  ),
  removal: of('dynamodb', 'DeleteTable'),
  also: (all, stack) => all.flatMap(({ properties }) => grantsOnKey(properties.SSESpecification.KMSMasterKeyId, stack)),
});

/**
 * What DynamoDB does with a key in the name of whoever makes the table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html#dynamodb-kms-authz
 */
function grantsOnKey(key: string | undefined, { region }: Stack): Grant[] {
  if (key === undefined) return [];
  const condition = { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${partitionOf(region).suffix}` } };
  return [
    {
      actions: of('kms', 'CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey* ReEncrypt*'),
      resource: key,
      condition,
    },
    { actions: of('kms', 'DescribeKey'), resource: key },
  ];
}

const BUCKET: Kind = named({
  source: `${AUTHORIZATION}/list_amazons3.html`,
  on: itself,
  actions: of(
    's3',
    'CreateBucket PutBucketOwnershipControls PutBucketPublicAccessBlock PutBucketTagging PutEncryptionConfiguration PutLifecycleConfiguration GetBucket* Get*Configuration ListBucket ListTagsForResource TagResource UntagResource',
  ),
  removal: of('s3', 'DeleteBucket'),
});

/** A key has an id of AWS's choice. */
const KEY: Kind = {
  source: `${HANDLERS}-kms/blob/master/key/aws-kms-key.json`,
  grants: (_, stack) => {
    const anyKey = arnAt('kms', 'key/*', stack);
    const isOfStack = { 'aws:ResourceTag/service': 'batch-push-functions', 'aws:ResourceTag/stage': stack.stage };
    return [
      { actions: of('kms', 'CreateKey'), resource: '*', condition: BY_CLOUDFORMATION },
      {
        actions: of(
          'kms',
          'DescribeKey EnableKey EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListResourceTags TagResource UpdateKeyDescription',
        ),
        resource: anyKey,
        condition: BY_CLOUDFORMATION,
      },
      // For up to five minutes after a key is made its tags don't count: https://docs.aws.amazon.com/kms/latest/developerguide/abac.html
      // So they are asked for where harm can be done, and not where a key is being made.
      {
        actions: of('kms', 'DisableKey DisableKeyRotation PutKeyPolicy ScheduleKeyDeletion UntagResource'),
        resource: anyKey,
        condition: { ...BY_CLOUDFORMATION, StringEquals: isOfStack },
      },
    ];
  },
};

/** What holds data, and the key of the stack's own. */
export const DATA_KINDS: Kinds = {
  'AWS::DynamoDB::Table': TABLE,
  'AWS::S3::Bucket': BUCKET,
  'AWS::S3::BucketPolicy': named({
    source: `${AUTHORIZATION}/list_amazons3.html`,
    on: ({ properties }, stack) => [arnOf(properties.Bucket, stack)],
    actions: of('s3', 'PutBucketPolicy GetBucketPolicy DeleteBucketPolicy'),
  }),
  'AWS::KMS::Key': KEY,
};
