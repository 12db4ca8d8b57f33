import { deadLetterQueues, type Json, ofType } from '../template.ts';
import type { Check } from './check.ts';

/** Under a key of AWS's or of ours; what each type calls it. */
const ENCRYPTED: Readonly<Record<string, (properties: Json) => boolean>> = {
  'AWS::SQS::Queue': ({ SqsManagedSseEnabled, KmsMasterKeyId }) => SqsManagedSseEnabled === true || !!KmsMasterKeyId,
  'AWS::DynamoDB::Table': ({ SSESpecification }) => SSESpecification?.SSEEnabled === true,
  'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId !== undefined,
  'AWS::S3::Bucket': ({ BucketEncryption }) => BucketEncryption !== undefined,
};

export const encrypts: Check = (template) =>
  Object.entries(ENCRYPTED).flatMap(([type, isEncrypted]) =>
    ofType(template, type).flatMap(([id, properties]) => (isEncrypted(properties) ? [] : [`${id}: not encrypted`])),
  );

/**
 * What a person may still need when the stack is gone, or has another in its place; but not what a failed deployment has
 * just made, unless it is protected from deletion: then CloudFormation could not take it back.
 */
export const outlivesItsStack: Check = (template) => {
  const tables = ofType(template, 'AWS::DynamoDB::Table').map(([id]) => id);
  return [...tables, ...deadLetterQueues(template)].flatMap((id) => {
    const isProtected = template.Resources[id]?.Properties.DeletionProtectionEnabled === true;
    const demanded = {
      DeletionPolicy: isProtected ? 'Retain' : 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    };
    return Object.entries(demanded)
      .filter(([policy, value]) => template.Resources[id]?.[policy as keyof typeof demanded] !== value)
      .map(([policy, value]) => `${id}: ${policy} is not ${value}`);
  });
};

/** Batch's keys are hexadecimal. Nothing else in a template is, at this length. */
const KEY = /[0-9a-f]{24}/i;

/** CloudFormation reads a secret, and whoever may look at the stack sees it. */
const DYNAMIC_REFERENCE = /\{\{resolve:/;

const SECRET_NAME = /key|token|password|credential|secret/i;

/** The one variable that is about a secret holds its name. */
const NOT_SECRET: readonly string[] = ['BATCH_SECRET_ID', 'REQUIRE_KEY'];

export const holdsNoSecret: Check = (template) => [
  ...ofType(template, 'AWS::SecretsManager::Secret').map(
    ([id]) => `${id}: a secret, whose value the template would hold`,
  ),
  ...Object.entries(template.Resources).flatMap(([id, { Properties }]) =>
    textsIn(Properties)
      .filter(({ text }) => KEY.test(text) || DYNAMIC_REFERENCE.test(text))
      .map(({ path }) => `${id}: what looks like a key, in ${path}`),
  ),
  ...ofType(template, 'AWS::Lambda::Function').flatMap(([id, { Environment }]) =>
    Object.keys(Environment.Variables)
      .filter((name) => SECRET_NAME.test(name) && !NOT_SECRET.includes(name))
      .map((name) => `${id}: a secret in the environment, ${name}`),
  ),
];

function textsIn(value: Json, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, inner]) => textsIn(inner, path ? `${path}.${member}` : member));
}
