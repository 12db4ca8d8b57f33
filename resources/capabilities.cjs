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
  const [service, stage, settings] = await Promise.all(
    ['self:service', 'sls:stage', 'self:custom'].map(resolveVariable),
  );
  const { partsOf } = await loadOnce();
  try {
    return partsOf(settings, `${service}-${stage}`);
  } catch (error) {
    throw withoutStack(error);
  }
};

/** @type {Promise<typeof import('./capabilities/parts.ts')> | undefined} */
let loaded;

/** The framework calls once for each place in `serverless.yml` that names this file. */
function loadOnce() {
  loaded ??= load();
  return loaded;
}

async function load() {
  const { tsImport } = await import('tsx/esm/api');
  return tsImport('./capabilities/parts.ts', __filename);
}

/** The framework prints the stack of an error, if it has one. @param {unknown} error */
function withoutStack(error) {
  return error instanceof Error ? Object.assign(error, { stack: undefined }) : error;
}
