import { isDeepStrictEqual } from 'node:util';
import { arnOf, type Json, ofType, type Template, targetOf } from '../template.ts';
import type { Check } from './check.ts';

/** By which property each type names the function that it calls, or lets be called. */
const CALLERS: readonly (readonly [type: string, property: string])[] = [
  ['AWS::ApiGatewayV2::Integration', 'IntegrationUri'],
  ['AWS::Lambda::EventSourceMapping', 'FunctionName'],
  ['AWS::Lambda::Permission', 'FunctionName'],
];

/** The name of each function's alias. */
function aliasesIn(template: Template): Map<string, string> {
  const aliases = ofType(template, 'AWS::Lambda::Alias');
  return new Map(aliases.map(([, { FunctionName, Name }]) => [targetOf(FunctionName) ?? '', Name]));
}

/** All of them, or none: what leads past an alias changes at once. */
export const leadsToTheAlias: Check = (template) => {
  const aliases = aliasesIn(template);
  return CALLERS.flatMap(([type, property]) =>
    ofType(template, type).flatMap(([id, { [property]: called }]) => {
      const functionId = targetOf(called) ?? '';
      const alias = aliases.get(functionId);
      const demanded = alias === undefined ? arnOf(functionId) : { 'Fn::Join': [':', [arnOf(functionId), alias]] };
      return isDeepStrictEqual(called, demanded) ? [] : [`${id}: leads past the alias of ${functionId}`];
    }),
  );
};

export const hasAnAliasForAllOrNone: Check = (template) => {
  const aliases = aliasesIn(template);
  const without = ofType(template, 'AWS::Lambda::Function').filter(([id]) => !aliases.has(id));
  return aliases.size === 0 ? [] : without.map(([id]) => `${id}: has no alias, and others have`);
};

/** To a version of its function, by a deployment group of its own. */
export const changesBitByBit: Check = (template) => {
  const aliases = ofType(template, 'AWS::Lambda::Alias');
  const groups = aliases.map(([id]) => groupOf(template, id));
  return aliases.flatMap(([id, { FunctionName, FunctionVersion }], index) => {
    const version = template.Resources[targetOf(FunctionVersion) ?? ''];
    const isOfFunction =
      version?.Type === 'AWS::Lambda::Version' && isDeepStrictEqual(version.Properties.FunctionName, FunctionName);
    const isAlone = groups[index] !== undefined && groups.indexOf(groups[index]) === groups.lastIndexOf(groups[index]);
    return [
      ...(isOfFunction ? [] : [`${id}: leads to no version of its function`]),
      ...(isAlone ? [] : [`${id}: no deployment group of its own, so it changes at once, or waits`]),
    ];
  });
};

function groupOf({ Resources }: Template, aliasId: string): string | undefined {
  const { UpdatePolicy } = Resources[aliasId] as Json;
  const { ApplicationName, DeploymentGroupName } = UpdatePolicy?.CodeDeployLambdaAliasUpdate ?? {};
  const id = targetOf(DeploymentGroupName) ?? '';
  const group = Resources[id];
  const isGroup = group?.Type === 'AWS::CodeDeploy::DeploymentGroup';
  return isGroup && isDeepStrictEqual(group.Properties.ApplicationName, ApplicationName) ? id : undefined;
}

/** Alarms of the stack stop it, and what has been led to the new version goes back. */
export const hasBrakes: Check = (template) =>
  ofType(template, 'AWS::CodeDeploy::DeploymentGroup').flatMap(
    ([id, { AlarmConfiguration, AutoRollbackConfiguration }]) => {
      const { Enabled, IgnorePollAlarmFailure = false, Alarms = [] } = AlarmConfiguration ?? {};
      const isOfStack = ({ Name }: Json) => template.Resources[targetOf(Name) ?? '']?.Type === 'AWS::CloudWatch::Alarm';
      const isWatched = Enabled === true && !IgnorePollAlarmFailure && Alarms.length > 0 && Alarms.every(isOfStack);
      const goesBack =
        AutoRollbackConfiguration?.Enabled === true &&
        AutoRollbackConfiguration.Events.includes('DEPLOYMENT_STOP_ON_ALARM');
      return [
        ...(isWatched ? [] : [`${id}: no alarm of the stack stops it`]),
        ...(goesBack ? [] : [`${id}: does not go back when an alarm stops it`]),
      ];
    },
  );
