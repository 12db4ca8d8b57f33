/**
 * A handler that runs the function's own, as built, on a clock that is ahead of the real one by as much as each order
 * says, so that time passes between two deliveries without anybody waiting. What time is left is counted from the order's
 * arrival, because on a busy machine the process may take longer to start than it has for its work.
 */
const { CHAOS_BUNDLE = '' } = process.env;
const realNow = Date.now;
let aheadMs = 0;
Date.now = () => realNow() + aheadMs;
const handlers = require(CHAOS_BUNDLE);

exports.handler = (
  /** @type {import('./sandbox.ts').Order} */ order,
  /** @type {import('aws-lambda').Context} */ context,
) => {
  aheadMs = order.aheadMs;
  const endsAt = realNow() + order.remainingMs;
  const getRemainingTimeInMillis = () => Math.max(0, endsAt - realNow());
  return handlers[order.trigger](order.event, { ...context, getRemainingTimeInMillis });
};
