/**
 * A domain of the team's own for the API, if there is one: what the team points its DNS at, and that the API is behind it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html
 *
 * @param {{ resolveVariable(variable: string): Promise<any> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const { domainName, certificateArn } = await resolveVariable('self:custom.parameters');
  if (domainName === '') return { Resources: {} };
  /** @param {string} attribute */
  const ofDomain = (attribute) => ({ Value: { 'Fn::GetAtt': ['ApiDomain', attribute] } });
  const Endpoint = { CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' };
  return {
    Resources: {
      ApiDomain: {
        Type: 'AWS::ApiGatewayV2::DomainName',
        Properties: { DomainName: domainName, DomainNameConfigurations: [Endpoint] },
      },
      ApiDomainMapping: {
        Type: 'AWS::ApiGatewayV2::ApiMapping',
        Properties: { ApiId: { Ref: 'HttpApi' }, DomainName: { Ref: 'ApiDomain' }, Stage: { Ref: 'HttpApiStage' } },
      },
    },
    Outputs: {
      DomainUrl: { Value: { 'Fn::Join': ['', ['https://', { Ref: 'ApiDomain' }]] } },
      DomainTarget: ofDomain('RegionalDomainName'),
      DomainTargetHostedZoneId: ofDomain('RegionalHostedZoneId'),
    },
  };
};
