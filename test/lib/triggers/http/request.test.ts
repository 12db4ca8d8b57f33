import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../../../../lib/errors.ts';
import {
  asParameter,
  gatewayIdOf,
  MAX_BODY_BYTES,
  readPath,
  readRequest,
} from '../../../../lib/triggers/http/request.ts';

type HttpEvent = Parameters<typeof readRequest>[0];

const POST = { route: { method: 'POST', path: '/one', successStatus: 201 }, waysIn: ['http', 'queue'] } as const;
const GET = { route: { method: 'GET', path: '/one/{id}', successStatus: 200 }, waysIn: ['http'] } as const;
const BODY = '{"a":1}';
const SHAPE = 'must be one key, bare (no `"`, `,`, `;` or white space in it) or in double quotes';

const read = (event: HttpEvent, capability: Parameters<typeof readRequest>[1] = POST) => readRequest(event, capability);
const withHeaders = (headers: Record<string, unknown>, body = BODY) =>
  read({ body, headers: headers as Record<string, string> });
const faulty = (detail: string) => [{ header: 'Idempotency-Key', detail }];

/** What is wrong with a body, and the status that says so. */
function refusalOf(event: HttpEvent, mostBytes?: number) {
  try {
    readRequest(event, POST, mostBytes);
  } catch (error) {
    if (error instanceof InvalidRequestError) return [error.status, error.faults[0]?.detail];
    throw error;
  }
  throw new Error('It is taken.');
}

describe('the body of a request', () => {
  it('is read as text, or from base64 where the event says so', () => {
    expect(read({ body: BODY }).body).toEqual({ a: 1 });
    const encoded = Buffer.from('{"a":"é"}').toString('base64');
    expect(read({ body: encoded, isBase64Encoded: true }).body).toEqual({ a: 'é' });
  });

  it.each<[string, HttpEvent]>([
    ['nothing', undefined],
    ['null', null],
    ['no body', {}],
    ['an empty body', { body: '' }],
    ['a body that is no text', { body: 7 as never }],
  ])('is missed in %s', (_, event) => {
    expect(refusalOf(event)).toEqual([400, 'The body is empty; expected a JSON object.']);
  });

  it('is taken up to the limit, in bytes, and not a byte longer', () => {
    const text = '{"a":"é"}';
    expect(readRequest({ body: text }, POST, 10).body).toEqual({ a: 'é' });
    expect(refusalOf({ body: text }, 9)).toEqual([413, 'The body has 10 bytes; at most 9 are taken.']);
    const encoded = { body: Buffer.from(text).toString('base64'), isBase64Encoded: true };
    expect(readRequest(encoded, POST, 10).body).toEqual({ a: 'é' });
    expect(MAX_BODY_BYTES).toBe(6_291_456);
  });
});

describe('the name of a request', () => {
  it.each([
    ['bare', 'order-7', 'order-7'],
    ['with spaces around it', '  order-7 ', 'order-7'],
    ['in quotes', '"order 7"', 'order 7'],
    ['with escapes', '"a\\"b\\\\c"', 'a"b\\c'],
  ])('is that of the header: %s', (_, header, name) => {
    expect(withHeaders({ 'iDEMPOTENCY-kEY': header })).toMatchObject({ name, isNamedByHeader: true, faults: [] });
  });

  it('is that of the body without a header, and there is none without either', () => {
    const inBody = withHeaders({}, '{"idempotency_key":"order-7"}');
    expect(inBody).toMatchObject({ name: 'order-7', isNamedByHeader: false, faults: [] });
    expect(withHeaders({})).toEqual({ body: { a: 1 }, isNamedByHeader: false, isAsync: false, faults: [] });
    expect(withHeaders({ 'idempotency-key': 7 })).not.toHaveProperty('name');
    for (const body of ['[1]', '{"idempotency_key":7}']) expect(withHeaders({}, body)).not.toHaveProperty('name');
  });

  it.each([
    ['', SHAPE],
    ['a,b', SHAPE],
    ['a b', SHAPE],
    ['"a', SHAPE],
    ['x"a"', SHAPE],
    ['"a"x', SHAPE],
    ['"a\\b"', SHAPE],
  ])('is not plain in the header %j', (header, detail) => {
    expect(withHeaders({ 'idempotency-key': header })).toMatchObject({ isNamedByHeader: true, faults: faulty(detail) });
  });

  it('is held to the same limits as in the body, and all that is wrong is told', () => {
    const { faults, name } = withHeaders({ 'idempotency-key': 'x'.repeat(1_000) });
    expect([faults.length, name]).toEqual([1, undefined]);
    expect(faults[0]?.detail).toMatch(/\S/);
  });

  it('is given once', () => {
    const twice = withHeaders({ 'Idempotency-Key': 'a', 'idempotency-key': 'a' });
    expect(twice.faults).toEqual(faulty('must not be given twice'));
  });

  it('is the same in header and body, if it stands in both', () => {
    const body = '{"idempotency_key":"a"}';
    expect(withHeaders({ 'idempotency-key': 'a' }, body)).toMatchObject({ name: 'a', faults: [] });
    const other = withHeaders({ 'idempotency-key': 'b' }, body);
    expect(other.faults).toEqual(faulty('is not the `idempotency_key` of the body'));
  });
});

describe('who would rather not wait', () => {
  it.each([
    ['respond-async', true],
    ['wait=10,  Respond-Async ;x=1', true],
    ['respond-asynchronously', false],
    ['x;respond-async', false],
    [';', false],
  ])('says so by `Prefer`: %s is %s', (prefer, isAsync) => {
    expect(withHeaders({ Prefer: prefer }).isAsync).toBe(isAsync);
  });

  it('waits where there is no queue', () => {
    const event = { body: BODY, headers: { prefer: 'respond-async' } };
    expect(read(event, { ...POST, waysIn: ['http'] }).isAsync).toBe(false);
  });
});

describe('the query', () => {
  const unknown = (parameter: string) => ({
    parameter,
    detail: 'is unknown: what is asked for stands in the body',
  });

  it('of a request with a body is a fault, each member once, however API Gateway has read it', () => {
    const event = { body: BODY, rawQueryString: 'dry_run=true&b', queryStringParameters: { dry_run: 'true', c: '1' } };
    const faults = ['dry_run', 'b', 'c'].map(unknown);
    expect(read(event).faults).toEqual(faults);
    expect(read({ ...event, headers: { 'idempotency-key': 'a,b' } }).faults).toEqual([...faults, ...faulty(SHAPE)]);
  });

  it('of a GET holds its members, as the path does, and none that the path has', () => {
    const [path, query] = [{ id: 'a' }, { from: '1' }];
    const rest = { isNamedByHeader: false, isAsync: false };
    expect(read({ pathParameters: path, queryStringParameters: query }, GET)).toEqual({
      ...{ body: { id: 'a', from: '1' }, faults: [] },
      ...rest,
    });
    expect(read({ pathParameters: path, queryStringParameters: { id: 'b' } }, GET)).toEqual({
      ...{ body: { id: 'a' }, faults: [{ parameter: 'id', detail: 'stands in the path' }] },
      ...rest,
    });
    for (const event of [undefined, null, {}]) expect(read(event, GET)).toEqual({ body: {}, faults: [], ...rest });
  });

  it('of a POST that says all in its path is a fault, and its body is left alone', () => {
    const rest = { isNamedByHeader: false, isAsync: false };
    expect(readPath({ body: 'no JSON', pathParameters: { id: 'a' }, rawQueryString: 'x=1' })).toEqual({
      ...{ body: { id: 'a' }, faults: [unknown('x')] },
      ...rest,
    });
    for (const event of [undefined, null, {}]) expect(readPath(event)).toEqual({ body: {}, faults: [], ...rest });
  });

  it('a fault of a GET names a parameter in place of a pointer', () => {
    expect(asParameter({ pointer: '/a~1b~0c/0', detail: 'x' })).toEqual({ parameter: 'a/b~c', detail: 'x' });
    for (const pointer of ['', undefined])
      expect(asParameter({ ...(pointer !== undefined && { pointer }), detail: 'x' })).toEqual({ detail: 'x' });
  });
});

describe('API Gateway’s id of a request', () => {
  const idOf = (requestId: unknown) => gatewayIdOf({ requestContext: { requestId } });

  it.each(['JKJaXmPLvHcESHA=', 'a', 'a_b-c', 'x'.repeat(64)])('goes into logs: %s', (id) => {
    expect(idOf(id)).toBe(id);
  });

  it.each([undefined, 7, '', 'a b', 'a\n', ' a', 'x'.repeat(65), '!'])(
    'does not, where it looks like none: %j',
    (id) => {
      expect(idOf(id)).toBeUndefined();
    },
  );

  it('is in no other event', () => {
    for (const event of [undefined, null, {}, { requestContext: undefined }])
      expect(gatewayIdOf(event)).toBeUndefined();
  });
});
