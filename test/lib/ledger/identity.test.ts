import { describe, expect, it } from 'vitest';
import { identify } from '../../../lib/ledger/identity.ts';

const body = { group_id: 'welcome', recipients: { custom_ids: ['jo@x.fr'] }, message: { title: 'a', body: 'b' } };
const identity = identify('transactional-send', 'key', 'order-7', body);

describe('the identity of a request', () => {
  it('does not depend on the order of members, nor on where the name stands', () => {
    const other = {
      idempotency_key: 'order-7',
      message: { body: 'b', title: 'a' },
      recipients: { custom_ids: ['jo@x.fr'] },
      group_id: 'welcome',
    };
    expect(identify('transactional-send', 'key', 'order-7', other)).toMatchObject({
      request: identity.request,
      bodyHash: identity.bodyHash,
    });
  });

  it.each<[string, object, object?]>([
    ['another value', { ...body, group_id: 'other' }],
    ['another order of a list', { ...body, apps: ['a', 'b'] }, { ...body, apps: ['b', 'a'] }],
    ['a member that says the default', { ...body, sandbox: false }],
    ['a number for a string', { ...body, extra: { x: 1 } }, { ...body, extra: { x: '1' } }],
  ])('differs with %s', (_name, one, other = body) => {
    expect(identify('c', 'key', 'n', one).bodyHash).not.toBe(identify('c', 'key', 'n', other).bodyHash);
  });

  it('counts a name for each capability on its own', () => {
    expect(identify('campaign-create', 'key', 'order-7', body).request).not.toBe(identity.request);
    expect(identify('a', 'key', 'b-c', body).request).not.toBe(identify('a-b', 'key', 'c', body).request);
  });

  it('counts a key and the id of a message on their own', () => {
    expect(identify('transactional-send', 'message', 'order-7', body).request).not.toBe(identity.request);
  });

  it('tells nothing of the name or the request', () => {
    const { request, bodyHash } = identity;
    expect(`${request} ${bodyHash}`).toMatch(/^[\w-]{43} [\w-]{43}$/);
  });

  it('seals so that only who has the request can read it', () => {
    const sealed = identity.seal('Batch says jo@x.fr 👋');
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('jo');
    expect(identify('transactional-send', 'key', 'order-7', { ...body }).unseal(sealed)).toBe('Batch says jo@x.fr 👋');
    expect(() => identify('transactional-send', 'key', 'order-7', { ...body, group_id: 'x' }).unseal(sealed)).toThrow();
    expect(() => identify('transactional-send', 'key', 'order-8', body).unseal(sealed)).toThrow();
  });
});
