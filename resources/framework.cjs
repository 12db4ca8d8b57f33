/** What the files have in common that the framework loads. */

/**
 * The framework takes no TypeScript, and what makes the template is TypeScript as the endpoints are, so `tsx` loads it.
 *
 * @param {string} file a path from here
 * @returns {() => Promise<any>} loads it the first time
 */
exports.loaderOf = (file) => {
  /** @type {Promise<unknown> | undefined} */
  let loaded;
  return () => {
    loaded ??= import('tsx/esm/api').then(({ tsImport }) => tsImport(file, __filename));
    return loaded;
  };
};

/**
 * The framework calls a file once for each place that names it, and prints what each call throws; of an error that has one
 * it prints the stack.
 *
 * @param {string} headline
 * @returns {(faults: readonly string[]) => void} throws them the first time there are any
 */
exports.refusalOnce = (headline) => {
  let isTold = false;
  return (faults) => {
    if (faults.length === 0 || isTold) return;
    isTold = true;
    throw Object.assign(new Error([headline, ...faults].join('\n  ')), { stack: undefined });
  };
};
