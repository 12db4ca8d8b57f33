/** Loads a function and hands it one event, as a cold start does, for V8's profiler to look on: `--cpu-prof`. */
const { BENCH_BUNDLE = '', BENCH_EXPORT = '', BENCH_EVENT = '' } = process.env;
const { [BENCH_EXPORT]: handler } = require(BENCH_BUNDLE);

const deadlineAt = Date.now() + 10_000;
const context = { awsRequestId: 'profiled', getRemainingTimeInMillis: () => deadlineAt - Date.now() };
handler(JSON.parse(BENCH_EVENT), context).then(() => process.exit());
