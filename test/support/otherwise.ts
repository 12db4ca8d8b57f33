import type { ParameterName } from '../../resources/parameters/list.ts';

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
  allowLiveCampaigns: 'true',
} satisfies Record<ParameterName, string>;

/** The same, as `--param` has it. */
export const OTHERWISE_GIVEN = Object.entries(OTHERWISE).map(([name, value]) => `${name}=${value}`);
