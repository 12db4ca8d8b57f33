import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { endpointOf } from '../../lib/endpoints/catalog.ts';
import { deployedWith } from '../support/capabilities.ts';
import { usePackage } from '../support/package.ts';
import { eventually } from '../support/patience.ts';
import { allows, rightFor, rolesOf, STACK_NAME } from '../support/rights.ts';
import { useStack } from '../support/stack.ts';
import { ofType } from '../support/template.ts';

describe('what became of a request from a queue', () => {
  const { stack, awsCalls, output } = useStack({ EVENT_BUS_NAME: STACK_NAME });

  it('is told on the bus of the stack, and nothing has to be said about that', async () => {
    const sqs = new SQSClient({
      region: 'eu-west-1',
      endpoint: stack().awsEnvironment['AWS_ENDPOINT_URL_SQS'] ?? '',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const QueueUrl = stack().sqs.queueUrl(`${STACK_NAME}-transactional-send`);
    const MessageBody = JSON.stringify(endpointOf('transactional-send').example);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const told = { action: 'events:PutEvents', resource: STACK_NAME, by: `${STACK_NAME}-transactional-send-queue` };
    await eventually(async () => expect(awsCalls()).toContainEqual(expect.objectContaining(told)));
    // It is let go of when all is told.
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
    await eventually(async () => {
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      expect(Object.values(Attributes ?? {})).toEqual(['0', '0']);
    });
    sqs.destroy();
    expect(output.join('')).not.toContain('"level":"ERROR"');
  });
});

describe('with outcomeEvents=true', () => {
  const packaged = usePackage({ stage: 'local', params: ['outcomeEvents=true'] });

  it('each queue’s function is told the bus, and may put events on it and on no other', async () => {
    const told = ofType(packaged().template, 'AWS::Lambda::Function')
      .filter(([, { Environment }]) => 'EVENT_BUS_NAME' in Environment.Variables)
      .map(([, { FunctionName }]) => FunctionName);
    expect(told.sort()).toEqual(
      deployedWith('queue')
        .map(({ capability }) => `${STACK_NAME}-${capability}-queue`)
        .sort(),
    );
    for (const role of rolesOf(packaged().template)) {
      const isTold = told.includes(role.of);
      for (const [resource, isOwn] of [
        [STACK_NAME, true],
        ['default', false],
      ] as const) {
        const right = rightFor({ action: 'events:PutEvents', resource, by: role.of });
        expect(await allows(role, right), `${role.of} on ${resource}`).toBe(isTold && isOwn);
      }
    }
  });
});
