import { ALIAS, hasAliases } from './alias.ts';
import { allFunctionsOf, type Capability, type CapabilityFunction } from './capability.ts';
import { roleOf } from './roles.ts';
import { arnOf, type Piece, ref, type Settings } from './settings.ts';

const APPLICATION = 'Canary';
const ROLE = 'CanaryRole';

/**
 * Alarms that stop no deployment: about what waits for a person, since it may be this deployment that mends it, and about how
 * much is asked for, which is the same for both versions.
 */
const NO_BRAKES =
  /^(DeadLetters|DeadLettersExpiring|OldestMessage|UndeliverableEvents|FunctionThrottles|RequestsThrottled)Alarm\d*$/;

const ROLLBACK = {
  Enabled: true,
  Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
};

/**
 * What leads a part of the invocations to the new version of each function, and all of them back if an alarm rings. A group
 * has one deployment at a time, so each alias has a group.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
 *
 * @param alarmIds all there are
 */
export function canaryOf(
  capabilities: readonly Capability[],
  alarmIds: readonly string[],
  settings: Settings,
): Record<string, Piece> {
  if (!hasAliases(settings)) return {};
  const functions = allFunctionsOf(capabilities);
  const group = groupOf(
    alarmIds.filter((id) => !NO_BRAKES.test(id)),
    settings,
  );
  return {
    [APPLICATION]: { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } },
    [ROLE]: roleOf(rightsOver(functions, settings), settings.codeDeployMayAssume, settings),
    ...Object.fromEntries(functions.map(({ canaryId }) => [canaryId, group])),
    ...Object.fromEntries(functions.map((fn) => [fn.aliasId, aliasOf(fn)])),
  };
}

/** For some calls AWS knows an alias as its function, for others as itself, or as the version that it leads to. */
function rightsOver(functions: readonly CapabilityFunction[], { rights }: Settings): Piece[] {
  const Resource = functions.flatMap(({ functionId }) => [arnOf(functionId), qualifiedArnsOf(functionId)]);
  return [{ ...rights.shift, Resource }, rights.seeAlarms];
}

/** Of all versions and aliases. */
const qualifiedArnsOf = (functionId: string) => ({ 'Fn::Join': [':', [arnOf(functionId), '*']] });

function groupOf(brakes: readonly string[], { parameters }: Settings): Piece {
  return {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: ref(APPLICATION),
      ServiceRoleArn: arnOf(ROLE),
      DeploymentConfigName: `CodeDeployDefault.Lambda${parameters.canary}`,
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AlarmConfiguration: { Enabled: true, Alarms: brakes.map((id) => ({ Name: ref(id) })) },
      AutoRollbackConfiguration: ROLLBACK,
    },
  };
}

/** Its version, whose logical id is another one with each, comes from resources/aliases.cjs. */
function aliasOf({ functionId, canaryId }: CapabilityFunction): Piece {
  const CodeDeployLambdaAliasUpdate = { ApplicationName: ref(APPLICATION), DeploymentGroupName: ref(canaryId) };
  return {
    Type: 'AWS::Lambda::Alias',
    UpdatePolicy: { CodeDeployLambdaAliasUpdate },
    Properties: { FunctionName: ref(functionId), Name: ALIAS },
  };
}
