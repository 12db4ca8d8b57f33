import { describe, expect, it } from 'vitest';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { profilesUpdate } from '../../../../lib/endpoints/v2/profiles-update.ts';
import { accept } from '../../../support/fake-batch.ts';
import { scriptedGateway } from '../../../support/gateway.ts';

const push = { group_id: 'g', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } };
const profile = (more: object) => ({ profiles: [{ identifiers: { custom_id: 'u1' }, ...more }] });
const KEY = { 'Idempotency-Key': 'k' };

/** A gateway whose operator wants what must not be repeated to have a key. */
async function begin(endpoint: unknown) {
  const api = await scriptedGateway(endpoint, [accept]);
  api.tools.requireKey = true;
  return api;
}

describe('where a key is required', () => {
  it('a request that must not be repeated is refused without, before anything is sent or queued', async () => {
    const { post, received } = await begin(transactionalSend);
    for (const headers of [{}, { prefer: 'respond-async' }]) {
      const { statusCode, body } = await post(push, headers);
      expect([statusCode, body.errors]).toEqual([
        400,
        [{ header: 'Idempotency-Key', detail: expect.stringContaining('is required') }],
      ]);
    }
    expect(received).toEqual([]);
  });

  it('that is told beside the other faults of the request', async () => {
    const { post } = await begin(transactionalSend);
    const { body } = await post({ ...push, group_id: 7 });
    expect(body.errors).toMatchObject([{ pointer: '/group_id' }, { header: 'Idempotency-Key' }]);
  });

  it.each([
    ['a request with a key', transactionalSend, push, KEY],
    ['one with a key in its body', transactionalSend, { ...push, idempotency_key: 'k' }, {}],
    ['a dry run', transactionalSend, { ...push, dry_run: true }, {}],
    ['what may be repeated', customDataUpdate, { users: [{ id: 'u', update: { values: { 'u.a': 1 } } }] }, {}],
    ['profiles without events', profilesUpdate, profile({ attributes: { a: 1 } }), {}],
  ])('%s goes through', async (_, endpoint, request, headers) => {
    const { post } = await begin(endpoint);
    expect((await post(request, headers)).statusCode).toBeLessThan(300);
  });

  it('profiles with events need one', async () => {
    const { post } = await begin(profilesUpdate);
    expect((await post(profile({ events: [{ name: 'bought' }] }))).statusCode).toBe(400);
  });
});

describe('a key that begins as the parts of bulks do', () => {
  it.each([
    ['in the header', push, { 'Idempotency-Key': 'bulk:x' }, { header: 'Idempotency-Key' }],
    ['in the body', { ...push, idempotency_key: 'bulk:x' }, {}, { pointer: '/idempotency_key' }],
  ])('is refused %s', async (_, request, headers, place) => {
    const { post } = await begin(transactionalSend);
    const { statusCode, body } = await post(request, headers as Record<string, string>);
    expect([statusCode, body.errors]).toEqual([400, [expect.objectContaining(place)]]);
  });
});
