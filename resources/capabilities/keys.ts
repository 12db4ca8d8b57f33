import { allFunctionsOf, type Capability, queuedOf, queueIdsOf } from './capability.ts';
import { inText, NO_VALUE, type Piece, type Settings } from './settings.ts';

type Keys = Pick<Settings, 'parameters'>;

/** What is needed of a key, and the service through which alone it may be used. */
interface Need {
  readonly service: string;
  readonly actions: readonly string[];
}

const through =
  (service: string) =>
  (...actions: readonly string[]): Need => ({ service, actions });
const [sqs, s3, dynamodb, secretsManager] = ['sqs', 's3', 'dynamodb', 'secretsmanager'].map(through) as [
  ReturnType<typeof through>,
  ReturnType<typeof through>,
  ReturnType<typeof through>,
  ReturnType<typeof through>,
];
const [DECRYPT, MAKE] = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * What whoever does something with encrypted data needs of its key. What is not here needs nothing.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const NEEDS: Readonly<Record<string, Need>> = {
  'sqs:SendMessage': sqs(DECRYPT, MAKE),
  'sqs:ReceiveMessage': sqs(DECRYPT),
  's3:GetObject': s3(DECRYPT),
  's3:PutObject': s3(MAKE),
  // The table's key is decrypted in the name of whoever calls.
  ...Object.fromEntries(
    ['PutItem', 'GetItem', 'BatchWriteItem', 'Query', 'UpdateItem'].map((action) => [
      `dynamodb:${action}`,
      dynamodb(DECRYPT),
    ]),
  ),
};

const OF_THE_SECRET: Readonly<Record<string, Need>> = { 'secretsmanager:GetSecretValue': secretsManager(DECRYPT) };

/** The rights to a team's keys that follow from what a role may do. */
export function keyRights(rights: readonly Piece[], { parameters: { kmsKey, secretKmsKey } }: Keys): Piece[] {
  const actions = rights.flatMap(({ Action }) => [Action as string | string[]].flat());
  return [...rightsTo(kmsKey, NEEDS, actions), ...rightsTo(secretKmsKey, OF_THE_SECRET, actions)];
}

function rightsTo(key: string, needs: typeof NEEDS, actions: readonly string[]): Piece[] {
  const needed = actions.flatMap((action) => needs[action] ?? []);
  if (key === '') return [];
  const services = [...new Set(needed.map(({ service }) => service))].sort();
  return services.map((service) => ({
    Effect: 'Allow',
    Action: [...new Set(needed.flatMap((need) => (need.service === service ? need.actions : [])))].sort(),
    Resource: key,
    Condition: {
      StringEquals: {
        'kms:ViaService': { 'Fn::Sub': `${service}.${inText('AWS::Region')}.${inText('AWS::URLSuffix')}` },
      },
    },
  }));
}

/** Properties, by logical id, of all that is encrypted with a team's key, but for the topic: resources/alarm-topic.cjs. */
export function encrypted(
  capabilities: readonly Capability[],
  { parameters: { kmsKey } }: Keys,
): readonly (readonly [id: string, properties: Piece])[] {
  if (kmsKey === '') return [];
  const queueIds = queuedOf(capabilities).flatMap((each) => [queueIdsOf(each).queue, queueIdsOf(each).deadLetters]);
  const logGroupIds = allFunctionsOf(capabilities).map(({ logGroupId }) => logGroupId);
  const queue = { SqsManagedSseEnabled: NO_VALUE, KmsMasterKeyId: kmsKey };
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey };
  return [
    ...[...queueIds, 'UndeliverableEvents'].map((id) => [id, queue] as const),
    ...[...logGroupIds, 'HttpApiLogGroup'].map((id) => [id, { KmsKeyId: kmsKey }] as const),
    ['LedgerTable', { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: kmsKey } }],
    [
      'BulkBucket',
      {
        BucketEncryption: {
          // One key of the bucket's in place of a call to KMS for each object.
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }],
        },
      },
    ],
  ];
}
