/**
 * A handler that runs another one many times over and answers what that cost its process, so that neither Lambda's client
 * nor the bench is in the figures. `{n}` in the template of the event becomes the number of the invocation.
 */
const { BENCH_BUNDLE = '', BENCH_EXPORT = '' } = process.env;
const { [BENCH_EXPORT]: measured } = require(BENCH_BUNDLE);

exports.handler = async (
  /** @type {{ template: string, from: number, count: number }} */ { template, from, count },
  /** @type {import('aws-lambda').Context} */ context,
) => {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  for (let n = from; n < from + count; n += 1) {
    const answer = await measured(JSON.parse(template.replaceAll('{n}', `${n}`)), context);
    if ((answer.statusCode ?? 200) > 201 || answer.batchItemFailures?.length > 0)
      throw new Error(JSON.stringify(answer));
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / count, wallMs: (performance.now() - startedAt) / count };
};
