import { describe, expect, it } from 'vitest';
import { inText } from '../../resources/capabilities/settings.ts';
import { deployedWith } from '../support/capabilities.ts';
import { addTo, imaginaryOwn } from '../support/imaginary.ts';
import { usePackage } from '../support/package.ts';
import { arnOf, type Json, statementsIn } from '../support/template.ts';
import { namesEachActionAndResource } from '../support/template-checks/roles.ts';

const BUCKET = { Ref: 'BulkBucket' };
const objectsOf = (bucket: string) => ({ 'Fn::Sub': `arn:${inText('AWS::Partition')}:s3:::${bucket}/*` });
const OWN_OBJECTS = objectsOf(inText('BulkBucket'));

/** Names of those whose queues take the parts of bulks. */
const TAKING = deployedWith('queue').filter(({ endpoint }) => endpoint.bulk);

const ADDED = [
  imaginaryOwn('imagined-start', { http: ['secret', 'bucket'], queue: ['read-objects', 'hand-over', 'write-down'] }),
  imaginaryOwn('imagined-upload', { http: ['put-objects'] }),
  imaginaryOwn('imagined-status', { http: ['look-up'] }),
];

describe('the bucket of bulks', () => {
  const packaged = usePackage();
  const properties = () => packaged().template.Resources['BulkBucket']?.Properties;

  it('is nobody’s but the account’s, and encrypted', () => {
    expect(properties()).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
  });

  it('lets nobody do anything without TLS, and allows nobody anything', () => {
    const { Bucket, PolicyDocument } = packaged().template.Resources['BulkBucketPolicy']?.Properties ?? {};
    expect(Bucket).toEqual(BUCKET);
    expect(PolicyDocument.Statement).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arnOf('BulkBucket'), { 'Fn::Sub': `${inText('BulkBucket.Arn')}/*` }],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  it('empties itself after a week, of uploads that nobody ended too, whatever their keys', () => {
    const rules: Json[] = properties().LifecycleConfiguration.Rules;
    expect(rules.every(({ Status, Prefix, TagFilters }) => Status === 'Enabled' && !Prefix && !TagFilters)).toBe(true);
    expect(rules.flatMap(({ ExpirationInDays }) => ExpirationInDays ?? [])).toEqual([7]);
    const uploads = rules.flatMap(({ AbortIncompleteMultipartUpload }) => AbortIncompleteMultipartUpload ?? []);
    expect(uploads).toEqual([{ DaysAfterInitiation: 7 }]);
  });

  it('does not stand in the way when the stack is removed, or made again', () => {
    expect(packaged().template.Resources['BulkBucket']).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    expect(properties()).not.toHaveProperty('BucketName');
  });

  it('is told', () => {
    expect(packaged().template.Outputs['BulkBucketName']).toEqual({ Value: BUCKET });
  });
});

describe('with capabilities of the gateway’s own', () => {
  const packaged = usePackage({
    params: ['bulkBuckets=exports,of.another-team'],
    prepare: (folder) => addTo(folder, ADDED),
  });
  const variablesOf = (id: string) =>
    packaged().template.Resources[`${id}LambdaFunction`]?.Properties['Environment'].Variables;
  /** Its rights that are about S3, SQS and DynamoDB: what is allowed, on what. */
  const rightsOf = (id: string) =>
    statementsIn(packaged().template.Resources[`${id}Role`]?.Properties['Policies'])
      .filter(({ Action }) => /^(s3|sqs|dynamodb):/.test([Action].flat()[0]))
      .map(({ Action, Resource }) => [Action, Resource]);

  it('what reads objects may read those of the stack’s bucket and of the parameter’s, and hand over to whoever takes bulks', () => {
    expect(rightsOf('ImaginedStartQueue')).toEqual([
      ['s3:GetObject', [OWN_OBJECTS, ...['exports', 'of.another-team'].map(objectsOf)]],
      ['sqs:SendMessage', TAKING.map(({ queueId }) => arnOf(queueId))],
      ['dynamodb:PutItem', arnOf('LedgerTable')],
      // What there is no time for it leaves to itself.
      ['sqs:SendMessage', arnOf('ImaginedStartQueue')],
      [expect.arrayContaining(['sqs:ReceiveMessage']), arnOf('ImaginedStartQueue')],
      ['sqs:SendMessage', arnOf('ImaginedStartDeadLetters')],
    ]);
  });

  it('what puts objects may put them into the stack’s bucket alone', () => {
    expect(rightsOf('ImaginedUploadHttp')).toEqual([['s3:PutObject', OWN_OBJECTS]]);
    expect(variablesOf('ImaginedDashupload')).toMatchObject({ BULK_BUCKET: BUCKET });
  });

  it('what is told the bucket’s name has no right to it', () => {
    expect(rightsOf('ImaginedStartHttp')).toEqual([['sqs:SendMessage', arnOf('ImaginedStartQueue')]]);
    expect(variablesOf('ImaginedDashstart')).toMatchObject({ BULK_BUCKET: BUCKET });
  });

  it('what hands over is told the queue of each capability that takes bulks, as JSON', () => {
    const { QUEUE_URLS, BULK_BUCKET, LEDGER_TABLE } = variablesOf('ImaginedDashstartDashqueue');
    const urls = TAKING.map(({ capability, queueId }) => [capability, inText(queueId)]);
    expect(JSON.parse(QUEUE_URLS['Fn::Sub'])).toEqual(Object.fromEntries(urls));
    expect(TAKING.length).toBeGreaterThan(1);
    expect([BULK_BUCKET, LEDGER_TABLE]).toEqual([BUCKET, { Ref: 'LedgerTable' }]);
  });

  it('nobody’s rights are wider than the objects of a bucket', () => {
    expect(namesEachActionAndResource(packaged().template)).toEqual([]);
  });

  it('what uses nothing of it is told nothing of it', () => {
    expect(variablesOf('ImaginedDashstatus')).not.toHaveProperty('BULK_BUCKET');
    expect(variablesOf('ImaginedDashupload')).not.toHaveProperty('QUEUE_URLS');
    expect(rightsOf('ImaginedStatusHttp')).toEqual([['dynamodb:Query', arnOf('LedgerTable')]]);
  });
});
