/**
 * The tags of all that the stack makes: a team's own, and whose it is. The framework's own `STAGE` gives way to ours: for IAM
 * they would be one tag twice.
 *
 * @param {{ resolveVariable(variable: string): Promise<any> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const [{ tags }, service, stage] = await Promise.all(
    ['self:custom.parameters', 'self:service', 'sls:stage'].map(resolveVariable),
  );
  /** @type {string[]} */
  const pairs = tags === '' ? [] : tags.split(',');
  return { ...Object.fromEntries(pairs.map((pair) => pair.split('='))), service, stage };
};
