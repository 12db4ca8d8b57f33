import { anyDeployed } from './capabilities.ts';
import type { Json, Template } from './template.ts';

const SENDING = anyDeployed(({ effect, waysIn }) => effect === 'once' && waysIn.length === 2);
/** Comes after it in a template. */
const OTHER = anyDeployed(({ name, waysIn }) => name > SENDING.capability && waysIn.length === 2);

const FUNCTION = SENDING.httpFunctionId;
const OTHER_FUNCTION = OTHER.queueFunctionId;
const PERMISSION = FUNCTION.replace('LambdaFunction', 'LambdaPermissionHttpApi');
const QUEUE = SENDING.queueId;
const QUEUE_FUNCTION = SENDING.queueFunctionId;
const MAPPING = QUEUE_FUNCTION.replace('LambdaFunction', `EventSourceMappingSQS${QUEUE}`);
const QUEUE_POLICY = `${QUEUE}Policy`;
const LETTERS = SENDING.deadLettersId;
const ROUTE = `HttpApiRoute${SENDING.routeKey
  .toLowerCase()
  .split(/\W+/)
  .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  .join('')}`;
const STAGE = 'HttpApiStage';
const ROLE = SENDING.httpRoleId;
const STATEMENTS = 'Properties.Policies.0.PolicyDocument.Statement';
const VARIABLES = 'Properties.Environment.Variables';
const FORMAT = 'Properties.AccessLogSettings.Format';
const TABLE = '{"Fn::GetAtt":["LedgerTable","Arn"]}';
const ID_AND_ADDRESS = '{"correlation_id":"$context.requestId","ip":"$context.identity.sourceIp"}';
const NO_QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:x';

/**
 * What is put where in `Resources`, `undefined` for nothing; and what is to be said of it, `where` being the resource that
 * is changed unless another is named.
 */
export type Fault = [
  fault: string,
  at: string,
  value: unknown,
  complaint: string | ((template: Template) => string),
  where?: string,
];

const OPEN_ROUTES: Fault[] = [
  [
    'a route without an authoriser',
    `${ROUTE}.Properties.AuthorizationType`,
    undefined,
    `${SENDING.routeKey} is open, its authoriser is none`,
  ],
  [
    'a route that says it has none',
    `${ROUTE}.Properties.AuthorizationType`,
    'NONE',
    `${SENDING.routeKey} is open, its authoriser is NONE`,
  ],
  [
    'an authoriser that is not there',
    `${ROUTE}.Properties.AuthorizationType`,
    'JWT',
    `${SENDING.routeKey} is open, its authoriser is JWT`,
  ],
  [
    'a stage without throttling',
    `${STAGE}.Properties.DefaultRouteSettings`,
    undefined,
    'not throttled, but by what the whole account may take',
  ],
  [
    'a route past the throttling',
    `${STAGE}.Properties.RouteSettings`,
    {},
    'RouteSettings put a route past its throttling',
  ],
  [
    'a stage without an access log',
    `${STAGE}.Properties.AccessLogSettings`,
    undefined,
    'no access log in a log group of the stack',
  ],
  [
    'an access log that needs a line of the account’s policy',
    'HttpApiLogGroup.Properties.LogGroupName',
    '/aws/http-api/x',
    'fills the account’s resource policy for logs',
  ],
  [
    'an access log with an address',
    `${STAGE}.${FORMAT}`,
    ID_AND_ADDRESS,
    'the access log tells $context.identity.sourceIp',
  ],
  [
    'an access log without the correlation id',
    `${STAGE}.${FORMAT}`,
    '{}',
    'correlation_id of the access log is not the request id, which the functions log under that name',
  ],
  ['a URL past the authoriser', 'Open', { Type: 'AWS::Lambda::Url' }, 'a URL that goes past the authoriser'],
  [
    'a function that any API may invoke',
    `${PERMISSION}.Properties.SourceArn`,
    undefined,
    'lets apigateway.amazonaws.com invoke a function, other than for HttpApi',
  ],
];

const WIDE_RIGHTS: Fault[] = [
  ['all actions of a service', `${ROLE}.${STATEMENTS}.1.Action`, 'dynamodb:*', `a wildcard, dynamodb:* on ${TABLE}`],
  ['all queues', `${ROLE}.${STATEMENTS}.3.Resource`, '*', 'a wildcard, sqs:SendMessage on "*"'],
  ['all secrets', `${ROLE}.${STATEMENTS}.0.Resource`, '*', 'a wildcard, secretsmanager:GetSecretValue on "*"'],
  [
    'all but some actions',
    `${ROLE}.${STATEMENTS}.9`,
    { Effect: 'Allow', NotAction: 'iam:x', Resource: 'x' },
    'grants by NotAction, NotResource or NotPrincipal',
  ],
  [
    'a queue that anybody may use',
    `${QUEUE_POLICY}.Properties.PolicyDocument.Statement.9`,
    { Effect: 'Allow', Principal: '*', Action: 'sqs:x' },
    'a wildcard for a principal',
  ],
  [
    'an exception that nothing needs',
    'AlarmKey.Properties.KeyPolicy.Statement.1',
    undefined,
    'an exception that nothing needs: In the policy of a key, `*` is that key.',
    'WILDCARDS',
  ],
  ['a role of two functions', `${OTHER_FUNCTION}.Properties.Role`, { Ref: ROLE }, `shares ${ROLE} with ${FUNCTION}`],
  [
    'a role of somebody else',
    `${FUNCTION}.Properties.Role`,
    'arn:aws:iam::123456789012:role/admin',
    'its role is none of the stack’s',
  ],
  [
    'a role that others may take',
    `${ROLE}.Properties.AssumeRolePolicyDocument.Statement.0.Principal`,
    { AWS: '123456789012' },
    'may be taken by others than Lambda',
  ],
  [
    'a role with a policy of AWS’s',
    `${ROLE}.Properties.ManagedPolicyArns`,
    ['arn:aws:iam::aws:policy/x'],
    'has rights beyond its own policy, ManagedPolicyArns',
  ],
  ['a policy beside the roles', 'More', { Type: 'AWS::IAM::Policy' }, 'gives rights beside the roles’ own policies'],
];

const CARELESS_QUEUES: Fault[] = [
  [
    'a queue without redrive',
    `${QUEUE}.Properties.RedrivePolicy`,
    undefined,
    'no redrive, so what can’t be worked off comes back until it is lost',
  ],
  [
    'a redrive to nowhere',
    `${QUEUE}.Properties.RedrivePolicy.deadLetterTargetArn`,
    NO_QUEUE,
    `redrives to ${NO_QUEUE}, which is no other queue of the stack`,
  ],
  [
    'dead letters from anywhere',
    `${LETTERS}.Properties.RedriveAllowPolicy`,
    undefined,
    `takes from others than ${QUEUE}`,
  ],
  [
    'a visibility that is too short',
    `${QUEUE}.Properties.VisibilityTimeout`,
    59,
    ({ Resources }) => {
      const seconds = Resources[QUEUE_FUNCTION]?.Properties.Timeout;
      const window = Resources[MAPPING]?.Properties.MaximumBatchingWindowInSeconds;
      const sum = `6 x ${seconds} s of ${QUEUE_FUNCTION} and ${window} s of its window`;
      return `hides a message for 59 s; ${sum} are ${6 * seconds + window} s`;
    },
  ],
  [
    'dead letters that are soon gone',
    `${LETTERS}.Properties.MessageRetentionPeriod`,
    345_600,
    'keeps dead letters for 345600 s, not 1209600 s',
  ],
  [
    'a batch that fails as one',
    `${MAPPING}.Properties.FunctionResponseTypes`,
    undefined,
    'FunctionResponseTypes is not ReportBatchItemFailures',
  ],
  [
    'a queue that takes calls without TLS',
    `${QUEUE_POLICY}.Properties.PolicyDocument.Statement.1`,
    undefined,
    'no policy refuses calls without TLS',
    QUEUE,
  ],
  ['a queue in the clear', `${QUEUE}.Properties.SqsManagedSseEnabled`, false, 'not encrypted'],
];

const LOSSES_AND_LEAKS: Fault[] = [
  ['a ledger in the clear', 'LedgerTable.Properties.SSESpecification', undefined, 'not encrypted'],
  ['a ledger that goes with its stack', 'LedgerTable.DeletionPolicy', 'Delete', 'DeletionPolicy is not Retain'],
  [
    'a protected table that CloudFormation would have to take back',
    'LedgerTable.DeletionPolicy',
    'RetainExceptOnCreate',
    'DeletionPolicy is not Retain',
  ],
  [
    'letters that go with their queue',
    `${LETTERS}.UpdateReplacePolicy`,
    undefined,
    'UpdateReplacePolicy is not Retain',
  ],
  [
    'a key in the environment',
    `${FUNCTION}.${VARIABLES}.BATCH_REST_API_KEY`,
    'x',
    'a secret in the environment, BATCH_REST_API_KEY',
  ],
  [
    'a key anywhere',
    `${FUNCTION}.Properties.Description`,
    `for ${'0123456789abcdef'.repeat(2)}`,
    'what looks like a key, in Description',
  ],
  [
    'a secret that CloudFormation reads',
    `${FUNCTION}.${VARIABLES}.X`,
    '{{resolve:secretsmanager:x}}',
    'what looks like a key, in Environment.Variables.X',
  ],
  [
    'a secret with its value',
    'Keys',
    { Type: 'AWS::SecretsManager::Secret' },
    'a secret, whose value the template would hold',
  ],
  [
    'logs that are never forgotten',
    'HttpApiLogGroup.Properties.RetentionInDays',
    undefined,
    'keeps its lines for all days, not 30',
  ],
];

const BLIND_FUNCTIONS: Fault[] = [
  [
    'a function that outlasts its route',
    `${FUNCTION}.Properties.Timeout`,
    30,
    'Timeout is 30 s, API Gateway waits for 30 s',
  ],
  [
    'a function without traces',
    `${FUNCTION}.Properties.TracingConfig`,
    undefined,
    'not traced by X-Ray, TracingConfig is not Active',
  ],
  [
    'a function without a log group',
    `${FUNCTION}.Properties.FunctionName`,
    'x',
    'no log group, so AWS makes one that is kept for ever',
  ],
];

/** Ways to break a template, one at a time. */
export const FAULTS: readonly Fault[] = [
  ...OPEN_ROUTES,
  ...WIDE_RIGHTS,
  ...CARELESS_QUEUES,
  ...LOSSES_AND_LEAKS,
  ...BLIND_FUNCTIONS,
];

/** A copy with a fault in it. */
export function broken(template: Template, at: string, value: unknown): Template {
  const copy = structuredClone(template);
  const path = at.split('.');
  const last = path.pop() ?? '';
  const holder = path.reduce<Json>((held, member) => held[member], copy.Resources);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
