import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import {
  ConfigurationError,
  InvalidRequestError,
  LedgerUnavailableError,
  MaybeQueuedError,
  QueueUnavailableError,
  SecretsUnavailableError,
} from '../../../../lib/errors.ts';
import { json } from '../../../../lib/triggers/http/answer.ts';
import { createHandler } from '../../../../lib/triggers/http/handler.ts';
import { keptLog } from '../../../support/kept-log.ts';

/** A handler that ends so, what it answers and what is logged. */
async function handle(answerEvent: Parameters<typeof createHandler>[2]) {
  const { log, told: logged } = keptLog();
  const handler = createHandler({ name: 'one' } as Parameters<typeof createHandler>[0], log, answerEvent);
  const context = { awsRequestId: 'a', getRemainingTimeInMillis: () => 29_000 } as Context;
  const { statusCode, headers, body } = await handler({} as APIGatewayProxyEventV2, context);
  return { statusCode, after: headers?.['retry-after'], problem: JSON.parse(`${body}`), logged };
}

const failing = (error: unknown) => handle(() => Promise.reject(error));

describe('what a handler throws', () => {
  it('is the caller’s, with every fault and the status that says so, and nothing to log but that', async () => {
    const faults = [{ pointer: '/a', detail: 'x' }];
    const { statusCode, problem, logged } = await failing(new InvalidRequestError(faults, 413));
    expect([statusCode, problem.errors]).toEqual([413, faults]);
    expect(logged).toEqual([['answer', 413]]);
  });

  it.each([
    new SecretsUnavailableError('The secret can not be read.'),
    new LedgerUnavailableError('The ledger is out of reach.'),
    new QueueUnavailableError('The queue is out of reach.'),
  ])('is 503, to come again, where somebody is out of reach: $message', async (error) => {
    const { statusCode, after, problem, logged } = await failing(error);
    expect([statusCode, after, problem.detail]).toEqual([503, '5', `${error.message} Nothing was sent.`]);
    expect(logged).toEqual([
      ['notReady', error],
      ['answer', 503],
    ]);
  });

  it('is 504 where it may be on its queue, and does not say that nothing was sent', async () => {
    const error = new MaybeQueuedError('It may be on the queue.');
    const { statusCode, after, problem, logged } = await failing(error);
    expect([statusCode, after, problem.detail]).toEqual([504, undefined, error.message]);
    expect(logged).toEqual([
      ['notReady', error],
      ['answer', 504],
    ]);
  });

  it('is 500 for the configuration, which is told', async () => {
    const error = new ConfigurationError('It is not set.');
    const { statusCode, problem, logged } = await failing(error);
    expect([statusCode, problem.detail]).toEqual([500, 'It is not set. Nothing was sent.']);
    expect(logged).toEqual([
      ['notReady', error],
      ['answer', 500],
    ]);
  });

  it('is 500 for all else, of which the caller learns nothing and the log all', async () => {
    const error = new Error('quotes u1');
    const { statusCode, problem, logged } = await failing(error);
    expect([statusCode, problem.detail]).toEqual([500, 'An error in the gateway itself; its log says where.']);
    expect(logged).toEqual([
      ['failure', error],
      ['answer', 500],
    ]);
  });
});

describe('what a handler answers', () => {
  it('is logged with its calls; a failure that changes no answer is logged too', async () => {
    const error = new Error('aside');
    const { statusCode, logged } = await handle(async (_event, _deadline, report) => {
      report(error);
      return { answer: json(200, {}) };
    });
    expect(statusCode).toBe(200);
    expect(logged).toEqual([
      ['failure', error],
      ['calls', []],
      ['answer', 200],
    ]);
  });
});
