const { loaderOf, refusalOnce } = require('./framework.cjs');

/** @type {() => Promise<typeof import('./capabilities/parts.ts')>} */
const load = loaderOf('./capabilities/parts.ts');
const refuse = refusalOnce('The capabilities are not complete:');

/**
 * What is deployed for the capabilities, from what each says of itself (`lib/endpoints/`), and from the table in
 * `serverless.yml`, which says what differs from one to the other. Where the two don't fit together, packaging ends with
 * one message that names all that is missing.
 *
 * @param {{ resolveVariable(variable: string): Promise<any> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const [service, stage, settings, alarms] = await Promise.all(
    ['self:service', 'sls:stage', 'self:custom', 'file(resources/alarms.yml)'].map(resolveVariable),
  );
  const { NO_PARTS, faultsOfAll, partsOf } = await load();
  const faults = faultsOfAll(settings);
  refuse(faults);
  return faults.length === 0 ? partsOf(settings, `${service}-${stage}`, alarms) : NO_PARTS;
};
