import { expect, it } from 'vitest';
import { profilesUpdate } from '../../../../lib/endpoints/v2/profiles-update.ts';
import { answer, garbage, type Step } from '../../../support/fake-batch.ts';
import { scriptedGateway } from '../../../support/gateway.ts';
import { operation } from '../../../support/profiles.ts';

const refusing = (...named: [index: unknown, reason: unknown][]) =>
  answer(202, {
    code: 'SUCCESS_WITH_PARTIAL_ERRORS',
    errors: named.map(([bulk_index, reason]) => ({ category: 'attribute', bulk_index, reason })),
  });
const accept = answer(202, { code: 'SUCCESS' });
const refuse = (status: number, error_code: unknown, error_message = 'from Batch') =>
  answer(status, { error_code, error_message });

const start = (...script: Step[]) => scriptedGateway(profilesUpdate, script);

const three = { profiles: ['u1', 'u2', 'u3'].map((id) => operation(id, 1, 'e')) };

it('speaks to the newer platform: its address, its headers, its body', async () => {
  const { post, received } = await start(accept);
  const { statusCode, body } = await post({ ...three, projects: ['main'] });
  expect({ statusCode, body }).toEqual({
    statusCode: 200,
    body: { status: 'accepted', results: [{ project: 'main', status: 'accepted', items: 3 }] },
  });
  const [{ path, headers, body: sent } = { headers: {}, body: '' }] = received;
  expect(path).toBe('/2.11/profiles/update');
  expect(headers).toMatchObject({ authorization: 'Bearer rest-key', 'x-batch-project': 'main-key' });
  expect(headers).not.toHaveProperty('x-authorization');
  expect(JSON.parse(sent)).toEqual(three.profiles);
});

it('tells of what Batch named, one result per reason, and again under the same key', async () => {
  const { post, received } = await start(refusing([2, 'bad a'], [0, 'bad b'], [2, 'bad a']));
  const expected = {
    status: 'partial',
    results: [
      { project: 'main', status: 'accepted', items: 1 },
      {
        project: 'main',
        status: 'rejected',
        items: 1,
        error: { name: 'ITEM_REFUSED', detail: 'bad a', items: ['/profiles/2'] },
      },
      {
        project: 'main',
        status: 'rejected',
        items: 1,
        error: { name: 'ITEM_REFUSED', detail: 'bad b', items: ['/profiles/0'] },
      },
    ],
  };
  const headers = { 'idempotency-key': 'k' };
  expect(await post(three, headers)).toMatchObject({ statusCode: 207, body: expected });
  const again = await post(three, headers);
  expect(again).toMatchObject({ statusCode: 207, headers: { 'idempotent-replayed': 'true' } });
  const bySize = (results: { error?: { detail: string } }[]) =>
    [...results].sort((one, other) => (one.error?.detail ?? '').localeCompare(other.error?.detail ?? ''));
  expect(bySize(again.body.results)).toEqual(expected.results);
  expect(received).toHaveLength(1);
});

it.each<[string, [number, string][]]>([
  [
    'for two reasons',
    [
      [0, 'a'],
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  [
    'for one',
    [
      [0, 'a'],
      [1, 'a'],
      [2, 'a'],
    ],
  ],
])('names again under the same key all that were refused %s', async (_name, named) => {
  const { post } = await start(refusing(...named));
  const first = await post(three, { 'idempotency-key': 'k' });
  const again = await post(three, { 'idempotency-key': 'k' });
  expect([first.statusCode, again.statusCode]).toEqual([422, 422]);
  expect(again.body.results).toEqual(first.body.results);
});

it('is 422 if all are named, with all that Batch says of each', async () => {
  const { post } = await start(refusing([0, 'a'], [1, 'a'], [2, 'a'], [2, 'b']));
  const { statusCode, body } = await post(three);
  expect(statusCode).toBe(422);
  expect(body.results.map((result: { items: number; error: object }) => [result.items, result.error])).toEqual([
    [2, { name: 'ITEM_REFUSED', detail: 'a', items: ['/profiles/0', '/profiles/1'] }],
    [1, { name: 'ITEM_REFUSED', detail: 'a; b', items: ['/profiles/2'] }],
  ]);
});

it.each<[string, Step]>([
  ['a place at which nothing stands', refusing([3, 'a'], [-1, 'b'], ['0', 'c'], [0.5, 'd'], [null, 'e'])],
  ['what is no list of errors', answer(202, { code: 'SUCCESS_WITH_PARTIAL_ERRORS', errors: { bulk_index: 0 } })],
  ['what is no error', answer(202, { errors: [null, 1, {}] })],
  ['an answer that can not be read', garbage],
])('takes nobody for refused by %s', async (_name, step) => {
  const { post } = await start(step);
  expect((await post(three)).statusCode).toBe(200);
});

it.each([
  ['a number as text', '31', 422, { name: 'MALFORMED_PARAMETER', code: 31 }],
  ['a number', 31, 422, { name: 'MALFORMED_PARAMETER', code: 31 }],
  ['a word', 'MALFORMED_PARAMETER', 422, { name: 'MALFORMED_PARAMETER' }],
  ['the older platform’s error', undefined, 503, { name: 'HTTP_400' }],
])('reads an error of the newer platform: %s', async (_name, code, statusCode, error) => {
  const { post } = await start(code === undefined ? answer(400, { code: 31, message: 'no' }) : refuse(400, code));
  const answered = await post({ profiles: [operation('u1')] });
  expect(answered.statusCode).toBe(statusCode);
  expect(answered.body.results[0].error).toMatchObject(error);
});

it('defers by maintenance, whatever form it is told in', async () => {
  for (const code of ['2', 'MAINTENANCE_ERROR']) {
    const { post } = await start(refuse(503, code));
    expect((await post(three)).body.results[0]).toMatchObject({ status: 'deferred' });
  }
});

it('shows what would be sent, and the project beside it', async () => {
  const { post, received } = await start(accept);
  const { body } = await post({ ...three, dry_run: true, mode: 'mass' });
  expect(body.results).toEqual([
    {
      project: 'main',
      status: 'planned',
      items: 3,
      request: { method: 'POST', path: '/2.11/profiles/mass-update', body: three.profiles },
    },
  ]);
  expect(received).toEqual([]);
});

it('repeats what holds no event, and says of what does that it may be twice', async () => {
  const { post, received } = await start(refuse(500, '1'));
  const attributes = await post({ profiles: [operation('u1')] });
  expect([attributes.statusCode, attributes.body.detail]).toEqual([504, expect.stringContaining('does no harm')]);
  expect(received.length).toBeGreaterThan(1);
  received.length = 0;
  const events = await post(three);
  expect([events.statusCode, events.body.detail]).toEqual([504, expect.stringContaining('may send it twice')]);
  expect(received).toHaveLength(1);
});

it('is a configuration error that says so, if the secret has no projects', async () => {
  const read = async () => '{"restApiKey":"k","apps":{"ios":"i"}}';
  const { post } = await scriptedGateway(profilesUpdate, [accept], { read });
  for (const request of [three, { ...three, projects: ['main'] }]) {
    expect(await post(request)).toMatchObject({
      statusCode: 500,
      body: { detail: 'The secret has no `projects`. Nothing was sent.' },
    });
  }
});

it('needs no ledger without events, whatever key it carries', async () => {
  const { post } = await scriptedGateway(profilesUpdate, [accept], { ledger: null });
  const headers = { 'idempotency-key': 'k' };
  expect((await post({ profiles: [operation('u1')] }, headers)).statusCode).toBe(200);
  expect((await post(three, headers)).statusCode).toBe(500);
});
