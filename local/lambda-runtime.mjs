/**
 * The process a function runs in: loads the built bundle, unchanged, and hands it one event per message.
 * Plain JavaScript, so that nothing but the bundle and Node is in the process.
 */
import { createRequire } from 'node:module';

const [bundle = '', exportName = ''] = process.argv.slice(2);
const handler = createRequire(import.meta.url)(bundle)[exportName];

process.on(
  'message',
  async (/** @type {{ id: string, event: unknown, deadlineAt: number }} */ { id, event, deadlineAt }) => {
    const context = {
      awsRequestId: id,
      functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
      getRemainingTimeInMillis: () => Math.max(0, deadlineAt - Date.now()),
    };
    try {
      process.send?.({ id, result: await handler(event, context) });
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
  },
);
process.on('disconnect', () => process.exit());
