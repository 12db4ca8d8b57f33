/**
 * The process that is killed: loads the built bundle, unchanged, and hands it one event per message. Its clock runs ahead
 * of the real one by as much as each message says, so that time passes between two deliveries without anybody waiting.
 */
import { createRequire } from 'node:module';

const [bundle = ''] = process.argv.slice(2);
const realNow = Date.now;
let aheadMs = 0;
Date.now = () => realNow() + aheadMs;
const handlers = createRequire(import.meta.url)(bundle);

/** @typedef {{ trigger: 'http' | 'queue', event: unknown, aheadMs: number, remainingMs: number }} Order */
process.on('message', async (/** @type {Order} */ order) => {
  aheadMs = order.aheadMs;
  const endsAt = realNow() + order.remainingMs;
  const context = { awsRequestId: 'chaos', getRemainingTimeInMillis: () => Math.max(0, endsAt - realNow()) };
  process.send?.(await handlers[order.trigger](order.event, context));
});
process.on('disconnect', () => process.exit());
