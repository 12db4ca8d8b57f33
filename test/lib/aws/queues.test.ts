import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueues } from '../../../lib/aws/queues.ts';
import { listen, type RunningServer, readBytes, sendJson } from '../../../local/server.ts';
import { pointSdkAt } from '../../support/sdk.ts';

let server: RunningServer;
let received: { target: string; body: Record<string, unknown> }[];
let silent: boolean;

beforeEach(async () => {
  received = [];
  silent = false;
  server = await listen(0, async (request, response) => {
    const body = JSON.parse((await readBytes(request, 10_000_000))?.toString() ?? '');
    received.push({ target: String(request.headers['x-amz-target']).replace('AmazonSQS.', ''), body });
    if (!silent) sendJson(response, 200, { MessageId: 'id', Successful: [], Failed: [] });
  });
  pointSdkAt(server.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

const url = () => `${server.url}/000000000000/queue`;
const inTime = { remainingMs: () => 10_000 };
const soon = { remainingMs: () => 200 };

describe('queues', () => {
  it('put messages off ten at a time', async () => {
    const messages = Array.from({ length: 25 }, (_, index) => ({ receiptHandle: `r${index}`, delaySeconds: index }));
    await createQueues({ sendsOnce: false }).delay(url(), messages, inTime);
    expect(received.map(({ target }) => target)).toEqual(Array(3).fill('ChangeMessageVisibilityBatch'));
    const entries = received.flatMap(
      ({ body }) => body['Entries'] as { ReceiptHandle: string; VisibilityTimeout: number }[],
    );
    expect(entries.map(({ ReceiptHandle, VisibilityTimeout }) => [ReceiptHandle, VisibilityTimeout]).sort()).toEqual(
      messages.map(({ receiptHandle, delaySeconds }) => [receiptHandle, delaySeconds]).sort(),
    );
  });

  it('send no character that SQS would refuse in an attribute', async () => {
    const message = { body: 'b', attributes: { detail: 'a\u0001b\uFFFFc\uD800d👋' } };
    await createQueues({ sendsOnce: false })
      .send(url(), message, inTime)
      .catch(() => {});
    expect(received[0]?.body['MessageAttributes']).toMatchObject({ detail: { StringValue: 'a?b?c?d👋' } });
  });

  it.each([true, false])(
    'give up when time is up, and say so only of what was to be sent (sendsOnce: %s)',
    async (sendsOnce) => {
      silent = true;
      const queues = createQueues({ sendsOnce });
      await expect(queues.send(url(), { body: 'b' }, soon)).rejects.toThrow();
      await queues.delay(url(), [{ receiptHandle: 'r', delaySeconds: 1 }], soon);
      // Otherwise neither would ever be over: the SDK waits without end.
    },
  );
});
