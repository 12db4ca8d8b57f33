import { describe, expect, it } from 'vitest';
import { createBatchClient } from '../../../lib/delivery/batch-client.ts';
import { batch, impatient, tcp } from '../../support/exchange.ts';
import { hangInBody } from '../../support/fake-batch.ts';

const TOO_LATE = 'Batch did not answer in time. The call may have been carried out.';
const NOT_MADE = 'No connection to Batch could be made. Nothing was sent.';

/** By themselves, since each waits until its time is up. */
describe('an exchange with a Batch that falls silent', () => {
  it('is unknown, made once, and really given up: the connection is closed', async () => {
    let closed: Promise<unknown> | undefined;
    const { client, received } = await batch((_response, request) => {
      closed = new Promise((resolve) => request.socket.once('close', resolve));
    });
    const error = { name: 'TIMEOUT', detail: TOO_LATE };
    expect(await client.call(impatient)).toEqual({ status: 'unknown', error });
    await expect(closed).resolves.toBeDefined();
    expect(received).toHaveLength(1);
  });

  it('is accepted by a 201 whose body never ends', async () => {
    const { client, received } = await batch(hangInBody);
    expect(await client.call(impatient)).toMatchObject({ status: 'accepted' });
    expect(received).toHaveLength(1);
  });

  it('is deferred while TLS is not agreed upon: no byte of the request has left', async () => {
    const port = await tcp(() => {});
    const error = { name: 'CONNECTION_FAILED', detail: NOT_MADE };
    const { call } = createBatchClient(`https://127.0.0.1:${port}`, Date.now);
    expect(await call(impatient)).toEqual({ status: 'deferred', by: 'outage', error });
  });
});
