import { describe, expect, it } from 'vitest';
import { readParameters } from '../../resources/parameters/read.ts';
import { deployedWith, OWN, routeKeysOf } from '../support/capabilities.ts';
import { type Package, useDecidedPackage, usePackage } from '../support/package.ts';
import { ofType, targetOf } from '../support/template.ts';

const ISSUER = 'jwtIssuer=https://id.example.com/';
const AUDIENCE = 'jwtAudience=push';
const ROUTES = [...deployedWith('http').map(({ routeKey }) => routeKey), ...OWN.flatMap(routeKeysOf)].sort();

describe('unless told otherwise', () => {
  const packaged = usePackage();

  it('every route asks for AWS IAM', () => {
    expect(authorizersOf(packaged())).toEqual(ROUTES.map((route) => [route, 'AWS_IAM', undefined]));
  });
});

describe('with authorizer=jwt', () => {
  const packaged = useDecidedPackage();

  it('every route asks for a token of the issuer for the audience', () => {
    const [[id, authorizer] = [], ...others] = ofType(packaged().template, 'AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizersOf(packaged())).toEqual(ROUTES.map((route) => [route, 'JWT', id]));
    expect(authorizer).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://id.example.com/', Audience: ['push'] },
    });
  });
});

it.each([
  ['with another word', ['authorizer=none'], /authorizer: it is `none` and must be `iam` or `jwt`/],
  ['with no word', ['authorizer='], /authorizer: it is `` and must be `iam` or `jwt`/],
  ['without an issuer', ['authorizer=jwt', AUDIENCE], /jwtIssuer: authorizer `jwt` needs it/],
  ['with an issuer in the clear', ['authorizer=jwt', 'jwtIssuer=http://id', AUDIENCE], /must be an https URL/],
  ['without an audience', ['authorizer=jwt', ISSUER], /jwtAudience: authorizer `jwt` needs it/],
])('does not deploy open routes by accident: %s', (_, params, reason) => {
  expect(readParameters(params, 'prod').faults.join('\n')).toMatch(reason);
});

function authorizersOf({ template }: Package) {
  return ofType(template, 'AWS::ApiGatewayV2::Route')
    .map(([, { RouteKey, AuthorizationType, AuthorizerId }]) => [RouteKey, AuthorizationType, targetOf(AuthorizerId)])
    .sort();
}
