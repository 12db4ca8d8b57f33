import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT_ID, accountOf } from './account.ts';
import type { AwsCall } from './aws-calls.ts';
import { type Json, ofType, statementsIn, type Template, targetOf } from './template.ts';

/** What a policy speaks of. */
export interface Right {
  readonly action: string;
  /** An ARN, or `*` where AWS knows none for the action. */
  readonly resource: string;
}

/** The role of a deployed function. */
export interface Role {
  /** The function's name. */
  readonly of: string;
  /** What its policies say, with ARNs for references. */
  readonly statements: readonly Json[];
}

/** What embedded stack and template call the same. */
export const STACK_NAME = 'batch-push-functions-local';

/** The role of each function. */
export function rolesOf(template: Template): Role[] {
  const { resolve } = accountOf(template, STACK_NAME);
  return ofType(template, 'AWS::Lambda::Function').map(([, { FunctionName, Role }]) => {
    const { Policies } = template.Resources[targetOf(Role) ?? '']?.Properties ?? {};
    return { of: FunctionName, statements: statementsIn(Policies).map(resolve) };
  });
}

/** As keys have it, unless somebody takes that out: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const LEFT_TO_IAM = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` }, Action: 'kms:*', Resource: '*' },
  ],
};

/** Every action of a role on every resource that is named with it. */
export function grantsOf({ statements }: Role): Right[] {
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource }))),
  );
}

/** Whether a grant is for a right: `*` and `?` in its resource are any characters. */
export function isFor(grant: Right, { action, resource }: Right): boolean {
  const pattern = grant.resource.replace(/[.$/]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return grant.action === action && new RegExp(`^${pattern}$`).test(resource);
}

/** By what decides: the statements that speak of an action, and what is asked. */
const simulated = new Map<string, Promise<boolean>>();

/**
 * Whether a role allows something, as AWS would decide it. Throws for an action or a resource that AWS does not know.
 *
 * @param context what AWS knows of the call besides, by the keys of conditions
 */
export function allows(
  { of, statements }: Role,
  right: Right,
  context: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  // Each simulation checks what it is given anew: what is about other actions would be most of that.
  const deciding = statements.filter((each) => isAbout(each, right.action));
  // To whom nothing is said of it, it is denied, whoever that is.
  const role = { of: deciding.length === 0 ? 'anybody' : of, statements: deciding };
  const asked = JSON.stringify([role, right, context]);
  const decided = simulated.get(asked) ?? simulate(role, right, context);
  simulated.set(asked, decided);
  return decided;
}

async function simulate(
  { of, statements }: Role,
  { action, resource }: Right,
  context: Readonly<Record<string, string>>,
): Promise<boolean> {
  const policy = { Version: '2012-10-17', Statement: statements };
  const principal = `arn:aws:iam::${ACCOUNT_ID}:role/${of}`;
  const request = { principal, action, resource: { resource, accountId: ACCOUNT_ID }, contextVariables: context };
  const identityPolicies = statements.length === 0 ? [] : [{ name: of, policy }];
  const noOthers = { serviceControlPolicies: [], resourceControlPolicies: [] };
  // Of a key IAM decides nothing unless the key's own policy lets it.
  const keyPolicy = resource.startsWith('arn:aws:kms:') && { resourcePolicy: LEFT_TO_IAM };
  const verdict = await runSimulation({ request, identityPolicies, ...noOthers, ...keyPolicy }, {});
  if (verdict.resultType === 'error') throw new Error(`${action} on ${resource}: ${verdict.errors.message}`);
  return verdict.overallResult === 'Allowed';
}

/** Whether a statement may be about an action: in doubt it is. */
function isAbout({ Action = '*' }: Json, action: string): boolean {
  return [Action].flat().some((each: string) => /[*?]/.test(each) || each.toLowerCase() === action.toLowerCase());
}

/** The ARN of a secret, with the characters that AWS draws for it. */
export const secretArn = (name: string) => `arn:aws:secretsmanager:eu-west-1:${ACCOUNT_ID}:secret:${name}-Ab3dEf`;

/** Rights are about all objects of a bucket: one stands for the others. @param bucketArn without a slash at its end */
export const anyObjectIn = (bucketArn: string) => `${bucketArn}/any/object`;

const ARN_OF: Readonly<Record<string, (name: string) => string>> = {
  sqs: (name) => `arn:aws:sqs:eu-west-1:${ACCOUNT_ID}:${name}`,
  dynamodb: (name) => `arn:aws:dynamodb:eu-west-1:${ACCOUNT_ID}:table/${name}`,
  secretsmanager: secretArn,
  events: (name) => `arn:aws:events:eu-west-1:${ACCOUNT_ID}:event-bus/${name}`,
  s3: (bucketAndKey) => anyObjectIn(`arn:aws:s3:::${bucketAndKey.replace(/\/.*/, '')}`),
};

/** The right that a call needs. */
export function rightFor({ action, resource }: AwsCall): Right {
  const [service = ''] = action.split(':');
  const arn = ARN_OF[service]?.(resource);
  if (arn === undefined) throw new Error(`The functions call ${service}, which is new.`);
  return { action, resource: arn };
}
