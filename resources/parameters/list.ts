import { LEAST_TTL_DAYS } from '../../lib/ledger/record.ts';
import { flag, listOf, oneOf, type Rule, wholeNumber } from './rule.ts';

/** What a team decides about its stack. */
export interface Parameter<Name extends string = string> {
  readonly rule: Rule;
  /** `<stage>` in it stands for the stage; empty is none. */
  readonly default: string;
  /** For `docs/deploy.md` and for CloudFormation's console. */
  readonly meaning: string;
  /** Where it stands CloudFormation takes a number, not digits in a text. */
  readonly isNumber?: true;
  /** What else has to be given, by the value that asks for it. */
  readonly demands?: Readonly<Record<string, readonly Name[]>>;
  /** What else has to be given whenever this is. */
  readonly needs?: readonly Name[];
  /** Whether CloudFormation alone can't do it, so that the released template has no such parameter: docs/deploy.md says why. */
  readonly isOfFramework?: true;
}

/** A function's name may have 64 characters, and `batch-push-functions-<stage>-custom-data-update-queue` is the longest. */
export const MAX_STAGE_CHARACTERS = 18;

/** Not among the parameters, because it has an option of its own: `--stage`. */
export const STAGE: Parameter = {
  rule: {
    pattern: `[A-Za-z0-9-]{1,${MAX_STAGE_CHARACTERS}}`,
    expected: `up to ${MAX_STAGE_CHARACTERS} letters, digits and hyphens`,
  },
  default: 'dev',
  meaning: 'what names begin with, so that stages stand beside each other',
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const SECRET_NAME = '[A-Za-z0-9/_+=.@-]{1,512}';

/** What every name of a bucket has: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const BUCKET_NAME = '[a-z0-9.-]{3,63}';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const IAM_NAME = '[A-Za-z0-9+=,.@_-]+';
const ACCOUNT = '[0-9]{12}';
const arnOf = (service: string, resource: string, region = '[a-z0-9-]+', account = ACCOUNT) =>
  `arn:aws[a-z-]*:${service}:${region}:${account}:${resource}`;

const HEX = '[0-9a-f]';
const UUID = `${HEX}{8}(?:-${HEX}{4}){3}-${HEX}{12}`;

const KEY: Rule = {
  pattern: arnOf('kms', `key/(?:${UUID}|mrk-${HEX}{32})`),
  expected: 'the ARN of a key, not of an alias',
};

/** What follows the hyphen in the id of something of EC2. */
const EC2_ID = `(?:${HEX}{8}|${HEX}{17})`;

/** Of either: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAG = '[A-Za-z0-9 _.:/+@-]';

/** What CloudFormation takes for a stack, less those that every stack has: `service` and `stage`. */
const MAX_TAGS = 48;

/** All of them, by the names that `--param` has for them: their rules, defaults and meanings stand here and nowhere else. */
export const PARAMETERS = {
  alarmEmail: {
    rule: { pattern: '[^\\s@]+@[^\\s@]+', expected: 'an e-mail address' },
    default: '',
    meaning: 'who hears of alarms; AWS sends a mail to confirm first',
  },
  secretId: {
    // An ARN or a wildcard in the right to read it would open nothing, or every secret of the account.
    rule: { pattern: SECRET_NAME, expected: 'the name of a secret, not its ARN' },
    default: 'batch-push-functions/<stage>',
    meaning: "the secret with Batch's keys",
  },
  authorizer: {
    rule: oneOf('iam', 'jwt'),
    default: 'iam',
    meaning: 'who may call the routes: SigV4 or a token. There is no value that leaves them open',
    demands: { jwt: ['jwtIssuer', 'jwtAudience'] },
  },
  jwtIssuer: {
    rule: { pattern: 'https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/\\S*)?', expected: 'an https URL' },
    default: '',
    meaning: 'with `jwt`: who issues the tokens',
  },
  jwtAudience: {
    rule: { pattern: '\\S+', expected: 'a word without spaces' },
    default: '',
    meaning: 'with `jwt`: whom the tokens are issued for',
  },
  jwtScopes: {
    rule: { pattern: '[A-Za-z0-9:/._-]*\\*[A-Za-z0-9:/._-]*', expected: 'a scope with `*` in it' },
    default: '',
    meaning:
      'with `jwt`: the scope that a token needs, `*` standing for the capability that it is for: with `push/*` a token for `push/transactional-send` creates no campaign',
    needs: ['authorizer', 'jwtIssuer', 'jwtAudience'],
  },
  domainName: {
    rule: { pattern: '[a-z0-9-]+(?:\\.[a-z0-9-]+)+', expected: 'the name of a domain, in small letters' },
    default: '',
    meaning: 'under which domain of yours the API is reached: [below](#a-domain-of-your-own)',
    needs: ['certificateArn'],
  },
  certificateArn: {
    rule: { pattern: arnOf('acm', 'certificate/[a-z0-9-]+'), expected: 'the ARN of a certificate' },
    default: '',
    meaning: "the certificate of that domain, from ACM in the stack's region",
    needs: ['domainName'],
  },
  disableDefaultEndpoint: {
    rule: flag(),
    default: 'false',
    meaning: "whether the API is not reached at AWS's own name, but at `domainName` alone",
    demands: { true: ['domainName'] },
  },
  throttlingRate: {
    rule: wholeNumber(1, 100_000),
    default: '100',
    meaning: 'requests a second on the whole HTTP API',
    isNumber: true,
  },
  throttlingBurst: {
    rule: wholeNumber(1, 100_000),
    default: '200',
    meaning: 'requests at once on the whole HTTP API',
    isNumber: true,
  },
  reservedConcurrency: {
    rule: wholeNumber(0, 1_000),
    default: '0',
    meaning:
      "most invocations at once of each function behind a route, which the account then keeps for it; together they have to leave 100 of the account's limit. `0` is no bound: [operations.md](operations.md#quotas-where-the-first-limit-lies)",
  },
  unknownOutcome: {
    rule: oneOf('park', 'resend'),
    default: 'park',
    meaning:
      'what becomes of a push or a campaign that may have been sent: [delivery.md](delivery.md) says what `resend` risks',
  },
  outcomeEvents: {
    rule: flag(),
    default: 'false',
    meaning:
      "whether what became of each request that came through a queue is told on the stack's bus: [outcomes.md](outcomes.md#afterwards)",
  },
  requireKey: {
    rule: flag(),
    default: 'false',
    meaning: 'whether an HTTP request for what must not be repeated is refused without an `Idempotency-Key`',
  },
  callsPerSecond: {
    rule: wholeNumber(1, 100_000),
    default: '',
    meaning:
      "most calls a second to Batch's APIs of apps that write, over all functions: [operations.md](operations.md#rates)",
  },
  profilesPerSecond: {
    rule: wholeNumber(0, 100_000),
    default: '300',
    meaning: 'what the bucket of profile updates that a project has at Batch fills by in a second; `0` keeps to none',
  },
  profilesBurst: {
    rule: wholeNumber(1, 1_000_000),
    default: '1000',
    meaning: 'how many updates that bucket holds',
  },
  ledgerTtlDays: {
    // As long as a message may be on its queue (MessageRetentionPeriod): received again once the ledger had forgotten it,
    // it would be buried as too old.
    rule: wholeNumber(LEAST_TTL_DAYS, 365),
    default: `${LEAST_TTL_DAYS}`,
    meaning: 'for how many days sent requests are remembered',
  },
  bulkBuckets: {
    rule: listOf(BUCKET_NAME, 'names of buckets, with commas between them'),
    default: '',
    meaning:
      "buckets besides the stack's own from which bulks may be read. A bucket that others own has to allow it, too: [bulk.md](bulk.md#the-bucket-and-others)",
  },
  alarmTopicArn: {
    rule: { pattern: arnOf('sns', '[A-Za-z0-9_-]{1,256}'), expected: 'the ARN of an SNS topic' },
    default: '',
    meaning:
      "a topic that there is already, which alarms tell in place of one of the stack's own; [alarms need a right to it](#keys-and-topics-of-your-own)",
  },
  kmsKey: {
    rule: KEY,
    default: '',
    meaning:
      "a key of yours that encrypts queues, ledger, bucket, logs and the alarms' topic: [what its policy has to allow](#keys-and-topics-of-your-own)",
  },
  secretKmsKey: {
    rule: KEY,
    default: '',
    meaning: 'the key of yours that the secret is encrypted with, if it is',
  },
  vpcSubnets: {
    rule: listOf(`subnet-${EC2_ID}`, 'ids of subnets, with commas between them'),
    default: '',
    meaning: 'subnets that the functions reach Batch and AWS from: [what these need](#in-a-vpc)',
    needs: ['vpcSecurityGroups'],
  },
  vpcSecurityGroups: {
    rule: listOf(`sg-${EC2_ID}`, 'ids of security groups, with commas between them'),
    default: '',
    meaning: 'the security groups of the functions there',
    needs: ['vpcSubnets'],
  },
  permissionsBoundary: {
    rule: {
      pattern: arnOf('iam', `policy/(?:${IAM_NAME}/)*${IAM_NAME}`, '', `(?:${ACCOUNT}|aws)`),
      expected: 'the ARN of a policy',
    },
    default: '',
    meaning: 'a policy that no role of the stack may go beyond',
  },
  rolePath: {
    rule: { pattern: `/(?:${IAM_NAME}/)+`, expected: 'a path, such as `/team/`' },
    default: '',
    meaning: 'where in IAM the roles of the stack are',
  },
  architecture: {
    rule: oneOf('arm64', 'x86_64'),
    default: 'arm64',
    meaning: "the functions' processors; `arm64` costs a fifth less",
  },
  canary: {
    // Of CodeDeploy's own, those whose step is at least twice the five minutes that alarms look at: shorter, they could not stop it.
    // https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
    rule: oneOf('off', 'Canary10Percent10Minutes', 'Canary10Percent15Minutes', 'Canary10Percent30Minutes'),
    default: 'off',
    meaning:
      'whether a deployment leads a tenth of what comes to the new functions first, for so many minutes, and goes back if an alarm rings: [below](#canary)',
    isOfFramework: true,
  },
  tags: {
    rule: listOf(
      `(?!aws:|(?:service|stage)=)${TAG}{1,128}=${TAG}{0,256}`,
      '`name=value`, with commas between them, and neither `service` nor `stage`',
      MAX_TAGS,
    ),
    default: '',
    meaning: 'tags of all that the stack makes, besides `service` and `stage`',
    isOfFramework: true,
  },
  allowLiveCampaigns: {
    rule: flag(),
    default: 'false',
    meaning: 'whether campaigns may go out',
  },
} satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof PARAMETERS;

/** What each parameter is for one stack. */
export type ParameterValues = {
  readonly [Name in ParameterName]: (typeof PARAMETERS)[Name] extends { isNumber: true } ? number : string;
};

/** In the order of the list, seen as what they have in common. */
export const ALL_PARAMETERS = Object.entries(PARAMETERS) as readonly (readonly [
  ParameterName,
  Parameter<ParameterName>,
])[];

/** Those that the released template has. */
export const RELEASED_PARAMETERS = ALL_PARAMETERS.filter(([, { isOfFramework }]) => !isOfFramework);
