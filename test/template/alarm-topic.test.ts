import { describe, expect, it } from 'vitest';
import { OTHERWISE } from '../support/otherwise.ts';
import { usePackage, useSmallPackage } from '../support/package.ts';
import { type Json, ofType, statementsIn, targetOf } from '../support/template.ts';

const TOPIC = 'AlarmTopic';

const packaged = usePackage();
const small = useSmallPackage();

describe('the topic of the alarms', () => {
  it('is encrypted with a key that alarms of this account may use, and its own administrators manage', () => {
    const { template } = packaged();
    const keyId = targetOf(template.Resources[TOPIC]?.Properties.KmsMasterKeyId) ?? '';
    const key = template.Resources[keyId]?.Properties;
    expect(key?.EnableKeyRotation, `${keyId}, the key of ${TOPIC}: rotation`).toBe(true);
    expect(key.KeyPolicy.Statement, `${keyId}: who may use it`).toEqual([
      expect.objectContaining({
        Principal: { AWS: { 'Fn::Sub': expect.stringMatching(/:\$\{AWS::AccountId\}:root$/) } },
      }),
      { ...ofAlarms, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' },
    ]);
  });

  it('takes from alarms of this account alone, and over TLS', () => {
    const about = ofType(packaged().template, 'AWS::SNS::TopicPolicy').filter(
      ([, { Topics }]) => Topics[0].Ref === TOPIC,
    );
    expect(statementsIn(about), `who may publish to ${TOPIC}`).toEqual([
      { ...ofAlarms, Action: 'sns:Publish', Resource: { Ref: TOPIC } },
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]);
  });

  it('writes to the address that it is given, and to nobody otherwise', () => {
    const addressesOf = ({ template }: ReturnType<typeof packaged>) =>
      Object.values(template.Resources)
        .filter(({ Type }) => Type === 'AWS::SNS::Subscription')
        .filter((subscription) => isMade(subscription, template))
        .map(({ Properties: { Endpoint, Protocol } }) => `${Protocol}: ${Endpoint}`);
    expect(addressesOf(packaged()), 'without a parameter').toEqual([]);
    expect(addressesOf(small()), 'with one').toEqual([`email: ${OTHERWISE.alarmEmail}`]);
  });
});

/** A statement for CloudWatch's alarms, and not for another account's. */
const ofAlarms = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
};

/** Whether CloudFormation makes a resource, its condition being `!Not [!Equals […]]`. */
function isMade({ Condition }: Json, template: Json): boolean {
  if (Condition === undefined) return true;
  const [{ 'Fn::Equals': sides }] = template.Conditions[Condition]['Fn::Not'];
  return sides[0] !== sides[1];
}
