import { beforeAll, describe, expect, it } from 'vitest';
import { OTHERWISE } from '../support/otherwise.ts';
import { useDecidedPackage } from '../support/package.ts';
import { allows, grantsOf, type Role, rolesOf } from '../support/rights.ts';
import { ofType } from '../support/template.ts';

const packaged = useDecidedPackage();

let roles: readonly Role[];
beforeAll(() => {
  roles = rolesOf(packaged().template);
});

/** What who does something needs of the key that it is encrypted with, by AWS's documents: [doing, in service, of key, needs]. */
const NEEDS: readonly (readonly [RegExp, string, string, readonly string[]])[] = [
  [/^sqs:SendMessage$/, 'sqs', OTHERWISE.kmsKey, ['kms:Decrypt', 'kms:GenerateDataKey']],
  [/^sqs:ReceiveMessage$/, 'sqs', OTHERWISE.kmsKey, ['kms:Decrypt']],
  [/^dynamodb:/, 'dynamodb', OTHERWISE.kmsKey, ['kms:Decrypt']],
  [/^s3:GetObject$/, 's3', OTHERWISE.kmsKey, ['kms:Decrypt']],
  [/^s3:PutObject$/, 's3', OTHERWISE.kmsKey, ['kms:GenerateDataKey']],
  [/^secretsmanager:GetSecretValue$/, 'secretsmanager', OTHERWISE.secretKmsKey, ['kms:Decrypt']],
];

const through = (service: string) => ({ 'kms:ViaService': `${service}.eu-west-1.amazonaws.com` });

describe('under keys of a team', () => {
  it('who may do something may do it with what is encrypted, and needs the key for nothing else', async () => {
    for (const role of roles) {
      const does = [...new Set(grantsOf(role).map(({ action }) => action))];
      for (const service of ['sqs', 'dynamodb', 's3', 'secretsmanager', 'sns', 'lambda']) {
        for (const resource of [OTHERWISE.kmsKey, OTHERWISE.secretKmsKey]) {
          const needed = NEEDS.filter(
            ([doing, by, key]) => by === service && key === resource && does.some((action) => doing.test(action)),
          ).flatMap(([, , , needs]) => needs);
          for (const action of ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy']) {
            const what = `${role.of}: ${action} on ${resource}, through ${service}`;
            expect(await allows(role, { action, resource }, through(service)), what).toBe(needed.includes(action));
          }
        }
      }
    }
  });

  it('nobody may use a key by itself', async () => {
    for (const role of roles) {
      for (const resource of [OTHERWISE.kmsKey, OTHERWISE.secretKmsKey])
        expect(await allows(role, { action: 'kms:Decrypt', resource }), role.of).toBe(false);
    }
  });

  it('everything that holds something is encrypted with it', () => {
    const { template } = packaged();
    const key = OTHERWISE.kmsKey;
    for (const [id, queue] of ofType(template, 'AWS::SQS::Queue')) {
      expect(queue.KmsMasterKeyId, id).toBe(key);
      expect(queue.SqsManagedSseEnabled, `${id}: another encryption beside it`).toEqual({ Ref: 'AWS::NoValue' });
    }
    for (const [id, { KmsKeyId }] of ofType(template, 'AWS::Logs::LogGroup')) expect(KmsKeyId, id).toBe(key);
    for (const [id, { SSESpecification }] of ofType(template, 'AWS::DynamoDB::Table'))
      expect(SSESpecification, id).toEqual({ SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key });
    const { BucketEncryption } = template.Resources['BulkBucket']?.Properties ?? {};
    expect(BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: key,
    });
  });
});

describe('in a VPC', () => {
  const eni = ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces'];

  it('Lambda may attach each function, and the code of none may do the same', async () => {
    const resource = '*';
    for (const role of roles) {
      const arn = `arn:aws:lambda:eu-west-1:123456789012:function:${role.of}`;
      for (const action of eni) {
        expect(await allows(role, { action, resource }), `${role.of}: ${action}`).toBe(true);
        for (const by of [arn, `${arn}:7`]) {
          const byItsCode = { 'lambda:SourceFunctionArn': by };
          expect(await allows(role, { action, resource }, byItsCode), `${by}, its code: ${action}`).toBe(false);
        }
      }
    }
  });
});
