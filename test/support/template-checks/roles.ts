import { isDeepStrictEqual } from 'node:util';
import { type Json, ofType, statementsIn, type Template, targetOf } from '../template.ts';
import type { Check } from './check.ts';
import { isOn, type Right, WILDCARDS } from './wildcards.ts';

/**
 * A `Deny` may be as wide as it likes, and the ARN of a log group (`!GetAtt`) ends with a `*` of AWS's own, for the
 * group's streams.
 */
export const namesEachActionAndResource: Check = (template) => [
  ...wideRights(template)
    .filter((right) => !WILDCARDS.some((exception) => isOn(exception, right)))
    .map(({ id, action, resource }) => `${id}: a wildcard, ${action} on ${resource}`),
  ...grants(template).flatMap(({ id, statement: { Principal, NotAction, NotResource, NotPrincipal } }) => [
    ...(isWide(JSON.stringify(Principal ?? '')) ? [`${id}: a wildcard for a principal`] : []),
    ...(NotAction || NotResource || NotPrincipal ? [`${id}: grants by NotAction, NotResource or NotPrincipal`] : []),
  ]),
];

/** The rights with a wildcard in them. */
function wideRights(template: Template): (Right & { readonly id: string })[] {
  return grants(template)
    .flatMap(({ id, type, statement: { Action, Resource } }) =>
      [Action ?? []]
        .flat()
        .flatMap((action) =>
          [Resource ?? []].flat().map((resource) => ({ id, type, action, resource: JSON.stringify(resource) })),
        ),
    )
    .filter(({ action, resource }) => isWide(action + resource));
}

function grants({ Resources }: Template): { id: string; type: string; statement: Json }[] {
  return Object.entries(Resources).flatMap(([id, { Type: type, Properties }]) =>
    statementsIn(Properties)
      .filter(({ Effect }) => Effect !== 'Deny')
      .map((statement) => ({ id, type, statement })),
  );
}

const isWide = (text: string) => /[*?]/.test(text);

/** An exception that nothing needs any more would hide the next fault. */
export const hasNoIdleExceptions: Check = (template) => {
  const rights = wideRights(template);
  return WILDCARDS.filter((exception) => !exception.isOptional && !rights.some((right) => isOn(exception, right))).map(
    ({ reason }) => `WILDCARDS: an exception that nothing needs: ${reason}`,
  );
};

export const hasARoleOfItsOwn: Check = (template) => {
  const functions = ofType(template, 'AWS::Lambda::Function').map(([id, { Role }]) => ({ id, role: targetOf(Role) }));
  return functions.flatMap(({ id, role }, index) => {
    if (template.Resources[role ?? '']?.Type !== 'AWS::IAM::Role') return [`${id}: its role is none of the stack’s`];
    const other = functions.slice(0, index).find((one) => one.role === role);
    return other ? [`${id}: shares ${role} with ${other.id}`] : [];
  });
};

const mayAssume = (service: string) => [
  { Effect: 'Allow', Principal: { Service: `${service.toLowerCase()}.amazonaws.com` }, Action: 'sts:AssumeRole' },
];

/** By Lambda, unless deployment groups have it. */
export const isTakenByItsServiceOnly: Check = (template) => {
  const groups = ofType(template, 'AWS::CodeDeploy::DeploymentGroup');
  const ofGroups = groups.map(([, { ServiceRoleArn }]) => targetOf(ServiceRoleArn));
  return ofType(template, 'AWS::IAM::Role').flatMap(([id, { AssumeRolePolicyDocument }]) => {
    const service = ofGroups.includes(id) ? 'CodeDeploy' : 'Lambda';
    return isDeepStrictEqual(AssumeRolePolicyDocument.Statement, mayAssume(service))
      ? []
      : [`${id}: may be taken by others than ${service}`];
  });
};

/** Whatever is attached from elsewhere, no test here sees. */
export const hasNoRightsFromElsewhere: Check = (template) => [
  ...ofType(template, 'AWS::IAM::Role').flatMap(([id, { ManagedPolicyArns }]) =>
    ManagedPolicyArns ? [`${id}: has rights beyond its own policy, ManagedPolicyArns`] : [],
  ),
  ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].flatMap((type) =>
    ofType(template, type).map(([id]) => `${id}: gives rights beside the roles’ own policies`),
  ),
];
