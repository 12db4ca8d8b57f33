const { loaderOf, refusalOnce } = require('./framework.cjs');

const load = loaderOf('./parameters/read.ts');
const refuse = refusalOnce('The parameters are not right:');

/**
 * What each parameter of the stack is: as `--param` says, or else the file of the stage, or else its default. Whatever is
 * wrong with them ends packaging, before anything is deployed that could not work.
 *
 * @param {{ options: { param?: string[] }, resolveVariable(variable: string): Promise<any> }} framework
 */
module.exports = async ({ options, resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const { fileOf, isStage, readParameters } = await load();
  // What follows the comma stands for a file that is not there.
  const ofStage = isStage(stage) ? await resolveVariable(`file(${fileOf(stage)}), ''`) : '';
  const { values, faults } = readParameters(options.param ?? [], stage, ofStage || {});
  refuse(faults);
  return values;
};
