import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../../local/aws/account.ts';
import type { CallStep, RequestDetail, SendDone, Step } from '../../../local/console/api.ts';
import { useConsole } from '../../support/console.ts';

const push = (customId: string) => ({
  group_id: 'welcome',
  recipients: { custom_ids: [customId] },
  message: { title: 'Hello', body: 'How is it going?' },
});

const stepsOf = ({ story }: RequestDetail): Step[] => story.flatMap(({ steps }) => steps);
const callsOf = (detail: RequestDetail) => stepsOf(detail).filter((step): step is CallStep => step.kind === 'call');

describe('what the console tells of a request', () => {
  const { stack, page, api, request, fault, send } = useConsole();

  it('over HTTP: its key, its outcome per app, each exchange with Batch, and what the ledger wrote', async () => {
    await send('/transactional/send', push('u1'), { 'idempotency-key': 'told-1' });
    const detail = await request(({ key, fate }) => key === 'told-1' && fate === 'accepted');
    expect(detail).toMatchObject({ way: 'http', capability: 'transactional-send', status: 201, calls: 3, tries: 1 });
    expect(detail.outcomes.map(({ app, status }) => [app, status])).toEqual([
      ['ios', 'accepted'],
      ['android', 'accepted'],
      ['web', 'accepted'],
    ]);
    expect(callsOf(detail).map(({ app, status, isCarriedOut }) => [app, status, isCarriedOut])).toEqual([
      ['ios', 201, true],
      ['android', 201, true],
      ['web', 201, true],
    ]);
    expect(JSON.parse(callsOf(detail)[0]?.answer ?? '')).toHaveProperty('token');
    const states = stepsOf(detail).flatMap((step) => (step.kind === 'ledger' ? [step.state] : []));
    expect(new Set(states)).toEqual(new Set(['sending', 'accepted']));
    expect(JSON.stringify(detail)).not.toContain('local-ios-key');
  });

  it('that was answered before: nothing of it reached Batch', async () => {
    await send('/transactional/send', push('u1'), { 'idempotency-key': 'told-2' });
    await send('/transactional/send', push('u1'), { 'idempotency-key': 'told-2' });
    const detail = await request(({ key, isReplayed }) => key === 'told-2' && isReplayed === true);
    expect(detail).toMatchObject({ fate: 'accepted', calls: 0 });
  });

  it('that waited for Batch: the pause, and after which answer', async () => {
    await fault({ kind: '429', app: 'android' });
    await send('/transactional/send', { ...push('u1'), apps: ['android'] }, { 'idempotency-key': 'told-3' });
    const detail = await request(({ key, fate }) => key === 'told-3' && fate === 'accepted');
    expect(callsOf(detail).map(({ status }) => status)).toEqual([429, 201]);
    const waits = stepsOf(detail).filter((step) => step.kind === 'wait');
    expect(waits).toMatchObject([{ app: 'android', after: 429 }]);
    expect(waits[0]?.ms).toBeGreaterThanOrEqual(4_000);
  });

  it('that was put off: one request, over HTTP and from its queue', async () => {
    await fault({ kind: '500', app: 'web' });
    const headers = { 'idempotency-key': 'told-4', prefer: 'respond-async' };
    await send('/transactional/send', push('u1'), headers);
    const detail = await request(({ key, reason }) => key === 'told-4' && reason === 'unknown-outcome');
    expect(detail).toMatchObject({ way: 'http', status: 202, fate: 'partial', tries: 2 });
    expect([...page().requests.values()].filter(({ key }) => key === 'told-4')).toHaveLength(1);
    expect(detail.outcomes).toContainEqual({ app: 'web', status: 'unknown', items: 1 });
  });

  it('that is refused: with its faults, and nothing sent', async () => {
    await send('/transactional/send', { group_id: 'two words' }, { 'idempotency-key': 'told-5' });
    const detail = await request(({ key }) => key === 'told-5');
    expect(detail).toMatchObject({ fate: 'refused', status: 400, calls: 0 });
    expect(JSON.parse(detail.answer?.body ?? '').errors.length).toBeGreaterThan(1);
  });

  it.each(['queue', 'bus'] as const)('by %s: how it ended, as it is told on the bus', async (way) => {
    const order = { capability: 'transactional-send', way, request: push('u2'), key: `told-by-${way}` };
    expect(await api<SendDone>('send', order)).toMatchObject({ status: 200 });
    const detail = await request(({ key, outcomes }) => key === order.key && outcomes.length === 3);
    expect(detail).toMatchObject({ way, fate: 'accepted', calls: 3, tries: 1 });
  });

  it('whose function was killed in the middle of a call: that it was lost, what was carried out, and that it waits', async () => {
    await api('trouble', { isKilling: true });
    const order = {
      capability: 'transactional-send',
      way: 'queue',
      request: { ...push('u3'), apps: ['ios'] },
      key: 'told-6',
    };
    await api('send', order);
    const detail = await request(({ key, fate }) => key === 'told-6' && fate === 'waiting');
    expect(detail.story.map(({ end }) => end)).toEqual(['lost']);
    expect(callsOf(detail)).toMatchObject([{ app: 'ios', isCarriedOut: true }]);
  });

  it('whose ledger was out of reach: that it was down, and what was sent once it was back', async () => {
    await api('trouble', { service: 'dynamodb', isDown: true });
    await send('/transactional/send', push('u4'), { 'idempotency-key': 'told-7' });
    const detail = await request(({ key, fate }) => key === 'told-7' && fate === 'deferred');
    expect(detail).toMatchObject({ status: 503, calls: 0 });
    expect(stepsOf(detail)).toContainEqual(
      expect.objectContaining({ kind: 'aws', action: expect.stringMatching(/^dynamodb:/) }),
    );
    await api('trouble', { service: 'dynamodb', isDown: false });
    await send('/transactional/send', push('u4'), { 'idempotency-key': 'told-7' });
    await request(({ key, fate }) => key === 'told-7' && fate === 'accepted');
  });

  it('tells of each push that reached a phone, once', async () => {
    await send('/transactional/send', push('u5'), { 'idempotency-key': 'told-8' });
    await request(({ key, fate }) => key === 'told-8' && fate === 'accepted');
    const { pushes } = await api<{ pushes: { app: string }[] }>('person/u5');
    expect(pushes.map(({ app }) => app).sort()).toEqual(['android', 'ios', 'web']);
  });

  it('says nothing of what was asked while somebody composes', async () => {
    const before = page().requests.size;
    const order = { capability: 'transactional-send', way: 'http', request: push('u6'), isDryRun: true };
    expect(await api<SendDone>('send', order)).toMatchObject({ status: 200, body: { status: 'dry_run' } });
    await send('/transactional/send', push('u6'), { 'idempotency-key': 'told-9' });
    await request(({ key }) => key === 'told-9');
    expect(page().requests.size).toBe(before + 1);
  });

  it('on a queue that is no JSON: that it is refused, as a dead letter', async () => {
    const { queueUrl, url: endpoint } = stack().sqs;
    const sqs = new SQSClient({ endpoint, ...LOCAL_ACCOUNT });
    const QueueUrl = queueUrl('batch-push-functions-local-custom-data-update');
    const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no JSON' }));
    sqs.destroy();
    const detail = await request(({ id, reason }) => id === MessageId && reason === 'invalid');
    expect(detail).toMatchObject({ fate: 'refused', calls: 0 });
  });
});

describe('with signatures checked', () => {
  const { api, request } = useConsole({ checkSignatures: true });

  it('sends what was composed all the same', async () => {
    const order = { capability: 'transactional-send', way: 'http', request: push('u1'), key: 'signed' };
    expect(await api<SendDone>('send', order)).toMatchObject({ status: 201 });
    await request(({ key, fate }) => key === 'signed' && fate === 'accepted');
  });
});
