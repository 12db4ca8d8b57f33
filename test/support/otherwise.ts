import { type ParameterName, RELEASED_PARAMETERS } from '../../resources/parameters/list.ts';

/** What a team may decide: none of the parameters is at its default. */
export const OTHERWISE = {
  alarmEmail: 'oncall@example.com',
  secretId: 'team/batch',
  authorizer: 'jwt',
  jwtIssuer: 'https://id.example.com/',
  jwtAudience: 'push',
  throttlingRate: '7',
  throttlingBurst: '8',
  reservedConcurrency: '5',
  unknownOutcome: 'resend',
  outcomeEvents: 'true',
  requireKey: 'true',
  callsPerSecond: '480',
  profilesPerSecond: '0',
  profilesBurst: '50',
  ledgerTtlDays: '14',
  bulkBuckets: 'exports,of.another-team',
  jwtScopes: 'push/*',
  domainName: 'push.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/one',
  disableDefaultEndpoint: 'true',
  alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:oncall',
  kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000001',
  secretKmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000002',
  vpcSubnets: 'subnet-0000000a,subnet-0000000b',
  vpcSecurityGroups: 'sg-0000000a',
  permissionsBoundary: 'arn:aws:iam::123456789012:policy/team/boundary',
  rolePath: '/team/',
  architecture: 'x86_64',
  canary: 'Canary10Percent10Minutes',
  tags: 'team=push,cost centre=42',
  allowLiveCampaigns: 'true',
} satisfies Record<ParameterName, string>;

/** The same, as `--param` has it. */
export const OTHERWISE_GIVEN = Object.entries(OTHERWISE).map(([name, value]) => `${name}=${value}`);

/** Of that what the released template knows, too. */
export const RELEASED_GIVEN = RELEASED_PARAMETERS.map(([name]) => `${name}=${OTHERWISE[name]}`);
