import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ofChanges, ofHttp, readEnvironment } from '../../lib/environment.ts';
import { ALL_PARAMETERS, PARAMETERS, type ParameterName } from '../../resources/parameters/list.ts';
import { readParameters } from '../../resources/parameters/read.ts';
import { refusalOf, usePackage, useSmallPackage } from '../support/package.ts';
import { ofType } from '../support/template.ts';

/** AWS's limit on the names of functions. */
const MAX_NAME_CHARACTERS = 64;

const ROOT = resolve(import.meta.dirname, '..', '..');

const faultsOf = (given: readonly string[], stage = 'dev') => readParameters(given, stage).faults;

it('docs/deploy.md tells each parameter, its default, its rule and its meaning, as the list has them', () => {
  const rows = ALL_PARAMETERS.map(([name, { default: value, rule, meaning }]) => {
    return `| \`${name}\` | ${value === '' ? 'none' : `\`${value}\``} | ${rule.expected} | ${meaning} |`;
  });
  const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');
  const [, table = ''] = /^\| `--param` .*\n\|.*\n((?:\|.*\n)+)/m.exec(page) ?? [];
  expect(table.trimEnd().split('\n')).toEqual(rows);
});

describe('a parameter', () => {
  it.each<[given: string, stage: string, fault: string]>([
    ['ledgerTtlDays=3', 'dev', 'ledgerTtlDays: it is `3` and must be a whole number, from 7 to 365.'],
    ['allowLiveCampaigns=True', 'dev', 'allowLiveCampaigns: it is `True` and must be `true` or `false`.'],
    ['unknownOutcome=retry', 'dev', 'unknownOutcome: it is `retry` and must be `park` or `resend`.'],
    ['throttlingRate=0', 'dev', 'throttlingRate: it is `0` and must be a whole number, from 1 to 100000.'],
    ['callsPerSecond=7.5', 'dev', 'callsPerSecond: it is `7.5` and must be a whole number, from 1 to 100000.'],
    ['secretId=*', 'dev', 'secretId: it is `*` and must be the name of a secret, not its ARN.'],
    [
      'secretId=arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf',
      'dev',
      'secretId: it is `arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf` and must be the name of a secret, not its ARN.',
    ],
    [
      'bulkBuckets=exports,*',
      'dev',
      'bulkBuckets: it is `exports,*` and must be names of buckets, with commas between them.',
    ],
    ['requireKey=', 'dev', 'requireKey: it is `` and must be `true` or `false`.'],
    ['alarmEmial=a@example.com', 'dev', 'alarmEmial: it is unknown; did you mean alarmEmail?'],
    ['toString=x', 'dev', expect.stringMatching(/^toString: it is unknown; there are alarmEmail, secretId, /)],
    ['permissionsBoundary=admin', 'dev', 'permissionsBoundary: it is `admin` and must be the ARN of a policy.'],
    ['rolePath=team', 'dev', 'rolePath: it is `team` and must be a path, such as `/team/`.'],
    ['kmsKey=alias/push', 'dev', 'kmsKey: it is `alias/push` and must be the ARN of a key, not of an alias.'],
    ['jwtScopes=push', 'dev', 'jwtScopes: it is `push` and must be a scope with `*` in it.'],
    ['disableDefaultEndpoint=true', 'dev', 'domainName: disableDefaultEndpoint `true` needs it.'],
    ['domainName=push.example.com', 'dev', 'certificateArn: domainName `push.example.com` needs it.'],
    ['vpcSubnets=subnet-0000000a', 'dev', 'vpcSecurityGroups: vpcSubnets `subnet-0000000a` needs it.'],
    [
      'tags=stage=x',
      'dev',
      'tags: it is `stage=x` and must be `name=value`, with commas between them, and neither `service` nor `stage`.',
    ],
    [
      'requireKey=true',
      'a-stage-of-19-chars',
      '--stage: a-stage-of-19-chars must be up to 18 letters, digits and hyphens.',
    ],
  ])('that no stack could work with is refused: %s at stage %s', (given, stage, fault) => {
    expect(faultsOf([given], stage)).toEqual([fault]);
  });

  it('of a stack that works is taken', () => {
    const given = ['secretId=team/batch', 'alarmEmail=oncall@example.com', 'bulkBuckets=exports,of.another-team'];
    expect(faultsOf([...given, 'authorizer=jwt', 'jwtIssuer=https://id.example.com/', 'jwtAudience=push'])).toEqual([]);
  });

  it('that narrows who may call is not taken where nobody would ask for it', () => {
    const jwt = ['jwtIssuer=https://id.example.com/', 'jwtAudience=push', 'jwtScopes=push/*'];
    for (const authorizer of [[], ['authorizer=iam']])
      expect(faultsOf([...jwt, ...authorizer])).toEqual(['authorizer: jwtScopes `push/*` needs it.']);
    expect(faultsOf([...jwt, 'authorizer=jwt'])).toEqual([]);
  });

  it('that is not given is its default, which obeys its own rule, and knows the stage', () => {
    const { values } = readParameters([], 'qa');
    expect(values).toMatchObject({ secretId: 'batch-push-functions/qa', ledgerTtlDays: '7', throttlingRate: 100 });
    const given = Object.entries(values).filter(([, value]) => value !== '');
    expect(faultsOf(given.map(([name, value]) => `${name}=${value}`))).toEqual([]);
  });
});

describe('the file of a stage', () => {
  const read = (ofStage: unknown, given: string[] = []) => readParameters(given, 'qa', ofStage);

  it('says what no `--param` says, in words of YAML', () => {
    const { values, faults } = read({ ledgerTtlDays: 14, requireKey: true, unknownOutcome: 'resend' }, [
      'unknownOutcome=park',
    ]);
    expect(faults).toEqual([]);
    expect(values).toMatchObject({
      ledgerTtlDays: '14',
      requireKey: 'true',
      unknownOutcome: 'park',
      profilesBurst: '1000',
    });
  });

  it('gives what another parameter demands', () => {
    const jwt = { jwtIssuer: 'https://id.example.com/', jwtAudience: 'push' };
    expect(read(jwt, ['authorizer=jwt']).faults).toEqual([]);
    expect(read({ authorizer: 'jwt', jwtAudience: 'push' }).faults).toEqual(['jwtIssuer: authorizer `jwt` needs it.']);
  });

  it.each([
    [{ ledgerTtlDays: 3 }, 'stages/qa.yml, ledgerTtlDays: it is `3` and must be a whole number, from 7 to 365.'],
    [{ requireKye: true }, 'stages/qa.yml, requireKye: it is unknown; did you mean requireKey?'],
    [{ alarmEmail: null }, 'stages/qa.yml, alarmEmail: it must be one value.'],
    [{ bulkBuckets: ['one', 'two'] }, 'stages/qa.yml, bulkBuckets: it must be one value.'],
    [['ledgerTtlDays'], 'stages/qa.yml: it must be names of parameters, each with its value.'],
    ['ledgerTtlDays', 'stages/qa.yml: it must be names of parameters, each with its value.'],
  ])('is held to the same rules, and named: %j', (content, fault) => {
    expect(read(content).faults).toEqual([fault]);
  });

  it('is not blamed for what `--param` says in its place', () => {
    expect(read({ ledgerTtlDays: 3 }, ['ledgerTtlDays=4']).faults).toEqual([expect.stringMatching(/^ledgerTtlDays: /)]);
  });
});

describe('the example of such a file', () => {
  const packaged = usePackage({
    stage: 'example',
    params: ['throttlingRate=7'],
    prepare: (folder) => cpSync(join(ROOT, 'stages'), join(folder, 'stages'), { recursive: true }),
  });

  it('is deployed with its stage, and `--param` goes before it', () => {
    const { HttpApiStage, AlarmEmail } = packaged().template.Resources;
    expect(HttpApiStage?.Properties.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 7 });
    expect(AlarmEmail?.Properties.Endpoint).toBe('oncall@example.com');
  });
});

it('packaging ends with one message that names every faulty parameter, before anything is made', async () => {
  const params = ['ledgerTtlDays=3', 'secretId=*', 'alarmEmial=a@example.com'];
  const said = await refusalOf({ stage: 'a-stage-of-19-chars', params });
  for (const name of ['--stage', ...params.map((param) => param.split('=')[0])]) {
    expect(said.split(`${name}: `).length - 1, `times that it says ${name}`).toBe(1);
  }
});

/** What becomes a variable of the functions. */
const VARIABLES = {
  unknownOutcome: 'UNKNOWN_OUTCOME',
  requireKey: 'REQUIRE_KEY',
  callsPerSecond: 'BATCH_CALLS_PER_SECOND',
  profilesPerSecond: 'BATCH_PROFILES_PER_SECOND',
  profilesBurst: 'BATCH_PROFILES_BURST',
  ledgerTtlDays: 'LEDGER_TTL_DAYS',
  allowLiveCampaigns: 'ALLOW_LIVE_CAMPAIGNS',
} satisfies { [Name in ParameterName]?: string };

/** On both sides of every limit, and words that look like others. */
const VALUES = [
  ...[0, 1, 6, 7, 365, 366, 100_000, 100_001, 1_000_000, 1_000_001].map(String),
  ...['true', 'false', 'True', 'yes', 'park', 'resend', 'retry', '-1', '7.5', '1e3', ' 7', 'x'],
];

describe.each(Object.entries(VARIABLES))('%s', (name, variable) => {
  const isTakenByFunctions = (value: string) => {
    try {
      readEnvironment({ [variable]: value }, { ...ofChanges(), ...ofHttp() });
      return true;
    } catch {
      return false;
    }
  };

  it(`is refused when packaging where the functions would refuse ${variable}, and nowhere else`, () => {
    const isTaken = (value: string) => faultsOf([`${name}=${value}`]).length === 0;
    expect(VALUES.filter(isTaken)).toEqual(VALUES.filter(isTakenByFunctions));
  });

  it('has the default that the functions have', () => {
    const all = { ...ofChanges(), ...ofHttp() };
    const { default: value } = PARAMETERS[name as keyof typeof VARIABLES];
    const read = (env: NodeJS.ProcessEnv) => readEnvironment(env, all)[variable as keyof typeof all];
    expect(read({})).toEqual(read(value === '' ? {} : { [variable]: value }));
  });
});

describe('the longest stage', () => {
  const packaged = useSmallPackage();

  it('makes the longest name of a function that AWS takes', () => {
    const lengths = ofType(packaged().template, 'AWS::Lambda::Function').map(
      ([, { FunctionName }]) => FunctionName.length,
    );
    expect(Math.max(...lengths)).toBe(MAX_NAME_CHARACTERS);
  });
});
