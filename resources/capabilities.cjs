/**
 * What is deployed for the capabilities, from what each says of itself (`lib/endpoints/`), and from the table in
 * `serverless.yml`, which says what differs from one to the other. Where the two don't fit together, packaging ends with
 * one message that names all that is missing.
 *
 * The framework takes no TypeScript, and what makes the template is TypeScript as the endpoints are, so `tsx` loads it.
 *
 * @param {{ resolveVariable(variable: string): Promise<any> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const [service, stage, settings, alarms] = await Promise.all(
    ['self:service', 'sls:stage', 'self:custom', 'file(resources/alarms.yml)'].map(resolveVariable),
  );
  const { NO_PARTS, faultsOfAll, partsOf } = await loadOnce();
  const faults = faultsOfAll(settings);
  if (faults.length === 0) return partsOf(settings, `${service}-${stage}`, alarms);
  if (isTold) return NO_PARTS;
  isTold = true;
  throw refusal(faults);
};

/** The framework calls once for each place in `serverless.yml` that names this file, and prints what each call throws. */
let isTold = false;

/** @type {Promise<typeof import('./capabilities/parts.ts')> | undefined} */
let loaded;

function loadOnce() {
  loaded ??= load();
  return loaded;
}

async function load() {
  const { tsImport } = await import('tsx/esm/api');
  return tsImport('./capabilities/parts.ts', __filename);
}

/** The framework prints the stack of an error, if it has one. @param {readonly string[]} faults */
function refusal(faults) {
  const message = ['The capabilities are not complete:', ...faults].join('\n  ');
  return Object.assign(new Error(message), { stack: undefined });
}
