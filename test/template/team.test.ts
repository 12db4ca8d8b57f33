import { describe, expect, it } from 'vitest';
import { OTHERWISE } from '../support/otherwise.ts';
import { useDecidedPackage, usePackage, useSmallPackage } from '../support/package.ts';
import { ofType, targetOf } from '../support/template.ts';

const byDefault = usePackage();
const decided = useDecidedPackage();
const own = useSmallPackage();

const propertiesOf = (type: string, { template } = decided()) =>
  ofType(template, type).map(([, properties]) => properties);
const typesIn = ({ template }: ReturnType<typeof decided>) =>
  new Set(Object.values(template.Resources).map(({ Type }) => Type));

describe('what a platform team decides', () => {
  it('no role goes beyond its boundary, and each is at its path', () => {
    for (const { Path, PermissionsBoundary } of propertiesOf('AWS::IAM::Role')) {
      expect({ Path, PermissionsBoundary }).toEqual({
        Path: OTHERWISE.rolePath,
        PermissionsBoundary: OTHERWISE.permissionsBoundary,
      });
    }
  });

  it('every function is in the VPC, on the processors that are asked for', () => {
    for (const { VpcConfig, Architectures } of propertiesOf('AWS::Lambda::Function')) {
      expect(Architectures).toEqual([OTHERWISE.architecture]);
      expect(VpcConfig).toEqual({
        SubnetIds: { 'Fn::Split': [',', OTHERWISE.vpcSubnets] },
        SecurityGroupIds: { 'Fn::Split': [',', OTHERWISE.vpcSecurityGroups] },
      });
    }
  });

  it('a token is for one capability: its route asks for the scope with its name', () => {
    for (const { AuthorizationScopes, Target } of propertiesOf('AWS::ApiGatewayV2::Route')) {
      const { IntegrationUri } = decided().template.Resources[Target['Fn::Join'][1][1].Ref]?.Properties ?? {};
      const { Handler } = decided().template.Resources[targetOf(IntegrationUri) ?? '']?.Properties ?? {};
      expect(AuthorizationScopes).toEqual([`push/${Handler.split('/')[1]}`]);
    }
  });

  it('alarms tell the topic that is there, and the stack has none', () => {
    for (const { AlarmActions, OKActions } of propertiesOf('AWS::CloudWatch::Alarm')) {
      expect([AlarmActions, OKActions]).toEqual([[OTHERWISE.alarmTopicArn], [OTHERWISE.alarmTopicArn]]);
    }
    for (const type of ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::KMS::Key'])
      expect(propertiesOf(type), type).toEqual([]);
    expect(propertiesOf('AWS::SNS::Subscription')).toMatchObject([{ TopicArn: OTHERWISE.alarmTopicArn }]);
  });

  it('with a key of the team’s the stack’s own topic is encrypted with that, and the stack has no key', () => {
    expect(propertiesOf('AWS::SNS::Topic', own())).toEqual([{ KmsMasterKeyId: OTHERWISE.kmsKey }]);
    expect(propertiesOf('AWS::KMS::Key', own())).toEqual([]);
  });

  it('the API is reached under the domain, with the certificate, and at no other name', () => {
    const { template } = decided();
    expect(propertiesOf('AWS::ApiGatewayV2::DomainName')).toMatchObject([
      { DomainName: OTHERWISE.domainName, DomainNameConfigurations: [{ CertificateArn: OTHERWISE.certificateArn }] },
    ]);
    expect(propertiesOf('AWS::ApiGatewayV2::ApiMapping')).toEqual([
      { ApiId: { Ref: 'HttpApi' }, DomainName: { Ref: 'ApiDomain' }, Stage: { Ref: 'HttpApiStage' } },
    ]);
    expect(template.Resources['HttpApi']?.Properties['DisableExecuteApiEndpoint']).toBe('true');
    expect(template.Outputs).toMatchObject({ DomainTarget: expect.anything(), DomainUrl: expect.anything() });
  });

  it('is off by default', () => {
    const roles = propertiesOf('AWS::IAM::Role', byDefault());
    expect(roles.some((role) => 'Path' in role || 'PermissionsBoundary' in role)).toBe(false);
    const functions = propertiesOf('AWS::Lambda::Function', byDefault());
    expect(functions.some((fn) => 'VpcConfig' in fn)).toBe(false);
    const routes = propertiesOf('AWS::ApiGatewayV2::Route', byDefault());
    expect(routes.some((route) => 'AuthorizationScopes' in route)).toBe(false);
    expect(typesIn(byDefault()).has('AWS::ApiGatewayV2::DomainName')).toBe(false);
    expect(byDefault().template.Resources['HttpApi']?.Properties).not.toHaveProperty('DisableExecuteApiEndpoint');
  });
});
