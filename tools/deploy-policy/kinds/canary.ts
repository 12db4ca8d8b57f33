import { AUTHORIZATION, BY_CLOUDFORMATION, type Grant, itself, type Kinds, named, of } from '../kind.ts';
import { arnAt, arnOf, type Stack } from '../names.ts';

const SOURCE = `${AUTHORIZATION}/list_awscodedeploy.html`;

/** What leads to a new version of a function bit by bit. */
export const CANARY_KINDS: Kinds = {
  'AWS::CodeDeploy::Application': named({
    source: SOURCE,
    on: itself,
    // What is deployed is registered as a revision of the application.
    actions: of(
      'codedeploy',
      'CreateApplication UpdateApplication GetApplication RegisterApplicationRevision GetApplicationRevision ListTagsForResource TagResource UntagResource',
    ),
    removal: of('codedeploy', 'DeleteApplication'),
  }),
  // Whatever they are called: the application is the stack's own.
  'AWS::CodeDeploy::DeploymentGroup': named({
    source: SOURCE,
    on: ({ properties }, stack) => [
      `${arnOf(properties.ApplicationName, stack).replace(':application:', ':deploymentgroup:')}/*`,
    ],
    actions: of(
      'codedeploy',
      'CreateDeploymentGroup UpdateDeploymentGroup GetDeploymentGroup CreateDeployment GetDeployment ListTagsForResource TagResource UntagResource',
    ),
    removal: of('codedeploy', 'DeleteDeploymentGroup'),
    also: (all, stack) => [
      ...all.map(({ properties }) => onConfig(properties.DeploymentConfigName, stack)),
      // An update that is called off. AWS knows no resource for it.
      { actions: of('codedeploy', 'StopDeployment'), resource: '*', condition: BY_CLOUDFORMATION },
    ],
  }),
};

/** One of AWS's own. */
function onConfig(name: string, stack: Stack): Grant {
  return {
    actions: of('codedeploy', 'GetDeploymentConfig'),
    resource: arnAt('codedeploy', `deploymentconfig:${name}`, stack),
    condition: BY_CLOUDFORMATION,
  };
}
