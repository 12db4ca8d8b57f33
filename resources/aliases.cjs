/**
 * A plugin of the framework, for functions that are called by an alias of ours. The framework makes one itself for provisioned
 * concurrency and the like; it leads whatever calls a function with `targetAlias` to that alias, and makes up the logical id of
 * its version. The aliases themselves are among the resources, but for the version.
 */
module.exports = class Aliases {
  /** @param {any} serverless */
  constructor(serverless) {
    const targetAlias = { type: 'object', required: ['name', 'logicalId'] };
    serverless.configSchemaHandler.defineFunctionProperties('aws', { properties: { targetAlias } });
    this.hooks = { 'after:aws:package:finalize:mergeCustomProviderResources': () => pointAliases(serverless.service) };
  }
};

/** @param {{ functions: Record<string, any>, provider: { compiledCloudFormationTemplate: { Resources: any } } }} service */
function pointAliases({ functions, provider: { compiledCloudFormationTemplate: template } }) {
  for (const { targetAlias, versionLogicalId } of Object.values(functions)) {
    if (targetAlias === undefined) continue;
    template.Resources[targetAlias.logicalId].Properties.FunctionVersion = {
      'Fn::GetAtt': [versionLogicalId, 'Version'],
    };
  }
}
