import { describe, expect, it } from 'vitest';
import { faultText } from '../../../lib/request/fault-text.ts';

describe('a fault in words', () => {
  it.each([
    ['/message/body', 'must not be empty', '/message/body must not be empty'],
    [undefined, 'the body is not JSON', 'the body is not JSON'],
    ['/users/0/secret', 'unknown field', '/users/0/* unknown field'],
    ['/users/0/update/values/u.secret/1', 'expected a string', '/users/0/update/values/* expected a string'],
    ['/profiles/0/identifiers/installation/secret\n', 'is deep', '/profiles/0/identifiers/installation/* is deep'],
    ['/campaigns/secret', 'is no token', '/campaigns/* is no token'],
    ['/secret/__proto__', 'is a name that no member may have', '* is a name that no member may have'],
  ])('says where it is without names of the caller: %j', (pointer, detail, expected) => {
    expect(faultText({ ...(pointer && { pointer }), detail })).toBe(expected);
  });
});
