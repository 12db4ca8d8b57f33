import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCAL_SECRET } from '../local/stack.ts';
import { useStack } from './support/stack.ts';

const KEYS = [LOCAL_SECRET.restApiKey, ...Object.values(LOCAL_SECRET.apps)];

/** Makes every text of a request recognisable. */
const marked = (name: string) => fc.constant(null).map(() => `PRIVATE-${name}-${randomUUID()}`);

const valid = fc.record(
  {
    group_id: fc.constant('welcome'),
    recipients: fc.record(
      {
        custom_ids: fc.array(marked('custom_id'), { minLength: 1 }),
        install_ids: fc.array(marked('install_id')),
        tokens: fc.array(marked('push-token')),
      },
      { requiredKeys: ['custom_ids'] },
    ),
    message: fc.record({ title: marked('title'), body: marked('body') }),
    custom_payload: fc.record({ text: marked('payload') }),
    deeplink: marked('deeplink'),
    extra: fc.record({ x_new: marked('extra') }),
    apps: fc.constant(['ios']),
  },
  { requiredKeys: ['group_id', 'recipients', 'message', 'apps'] },
);

const spoilt = fc
  .tuple(
    valid,
    fc.record(
      {
        group_id: fc.constant('not valid: PRIVATE-group'),
        recipients: fc.record({
          custom_ids: fc.tuple(marked('custom_id'), fc.constant(7)),
          customs: marked('customs'),
        }),
        message: marked('message'),
        custom_payload: marked('payload'),
        apps: fc.tuple(marked('app')),
        unknown: marked('unknown'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([request, faults]) => ({ ...request, ...faults }));

const requests = fc.oneof({ weight: 3, arbitrary: valid }, { weight: 1, arbitrary: spoilt });

const faults = fc.constantFrom(
  ...[
    'none',
    '400',
    '401',
    '403',
    '404',
    '500',
    '502',
    '503-proxy',
    'reset-before-reading',
    'reset-after-reading',
    'hang',
    'garbage',
  ],
  'echo',
);

describe('nothing leaks', () => {
  const { post, fault, output } = useStack({ BATCH_TIMEOUT_MS: '50', POWERTOOLS_LOG_LEVEL: 'DEBUG' });

  it('keeps keys, tokens, ids and texts out of logs, and keys out of answers, whatever is sent and whatever Batch does', async () => {
    await fc.assert(
      fc.asyncProperty(requests, faults, async (request, kind) => {
        const message = `PRIVATE-echo ${JSON.stringify(request)} ${KEYS.join(' ')}`;
        const echo = { kind: 'answer', status: 400, body: JSON.stringify({ code: 31, message }) };
        if (kind !== 'none') await fault(kind === 'echo' ? echo : { kind });
        const body = JSON.stringify(request);
        const answer = JSON.stringify((await post('/transactional/send', body)).body);
        for (const key of KEYS) expect(answer).not.toContain(key);
      }),
      { numRuns: 300 },
    );
    const log = output.join('');
    expect(log).toContain('"outcome":"accepted"');
    expect(log).toContain('"outcome":"unknown"');
    expect(log).toContain('"outcome":"rejected"');
    for (const secret of [...KEYS, 'PRIVATE']) expect(log).not.toContain(secret);
  });

  it('keeps the answers to bad input free of its values', async () => {
    const answer = await post(
      '/transactional/send',
      JSON.stringify({
        group_id: 'PRIVATE group',
        recipients: { custom_ids: [{ id: 'PRIVATE' }] },
        message: 'PRIVATE',
        apps: ['PRIVATE'],
      }),
    );
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain('PRIVATE');
  });
});
