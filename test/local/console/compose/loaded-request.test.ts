import { describe, expect, it } from 'vitest';
import { CATALOG } from '../../../../lib/endpoints/catalog.ts';
import { sampleOf } from '../../../../lib/endpoints/sample.ts';
import { requestText } from '../../../../local/console/page/parts/form/loaded-request.ts';

describe('a request that came in', () => {
  it.each(CATALOG)('is composed again as it was sent over HTTP: $name', ({ route, example, ...capability }) => {
    const { method, path, body = '' } = sampleOf({ ...capability, route, example });
    const text = requestText({ way: 'http', asked: { path: `${method} ${path}`, body } }, route);
    expect(JSON.parse(text)).toEqual(example);
  });

  it('has the members of a path and a query as they were before they were encoded', () => {
    const asked = { path: 'GET /requests/transactional-send/a%2Fb%20c?x=%C3%A9', body: '' };
    expect(JSON.parse(requestText({ way: 'http', asked }, { path: '/requests/{capability}/{key}' }))).toEqual({
      capability: 'transactional-send',
      key: 'a/b c',
      x: 'é',
    });
  });

  it('is the detail of an event, and the whole of a message', () => {
    const post = { path: '/data/users' };
    const event = JSON.stringify({ version: '0', id: '1', 'detail-type': 'Batch Test', detail: { users: [] } });
    expect(JSON.parse(requestText({ way: 'bus', asked: { body: event } }, post))).toEqual({ users: [] });
    expect(requestText({ way: 'queue', asked: { body: '{"users":' } }, post)).toBe('{"users":');
  });
});
