import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { customDataDelete } from '../../lib/endpoints/v1/custom-data-delete.ts';
import { httpHandler } from '../../lib/runtime.ts';

it('does not leave a limit out in silence that it has no table to keep in', async () => {
  vi.stubEnv('BATCH_SECRET_ID', 's');
  vi.stubEnv('BATCH_CALLS_PER_SECOND', '480');
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
  const event = { body: '{"users":["u1"]}' } as APIGatewayProxyEventV2;
  const { statusCode, body } = await httpHandler(customDataDelete)(event, {} as Context);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  expect([statusCode, JSON.parse(body ?? '').detail]).toEqual([
    500,
    'BATCH_CALLS_PER_SECOND needs LEDGER_TABLE, which is not set. Nothing was sent.',
  ]);
});
