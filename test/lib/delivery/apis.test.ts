import { expect, it } from 'vitest';
import { APIS } from '../../../lib/delivery/apis.ts';

it('addresses an app by its key in the path, and a project by its key in a header', () => {
  expect(APIS.app.pathOf('1.1', 'a/b')).toBe('/1.1/a%2Fb');
  expect(APIS.app.headersOf('r', 'k')).toEqual({ 'X-Authorization': 'r' });
  expect(APIS.project.pathOf('2.11', 'k')).toBe('/2.11');
  expect(APIS.project.headersOf('r', 'k')).toEqual({ Authorization: 'Bearer r', 'X-Batch-Project': 'k' });
});

it.each<[unknown, object | undefined]>([
  [
    { code: 31, message: 'm' },
    { code: 31, message: 'm' },
  ],
  [{ code: '31', message: 'm' }, undefined],
  [{ code: 1.5, message: 'm' }, undefined],
  [{ code: 31, message: 7 }, undefined],
  [{ code: 31 }, undefined],
  [{}, undefined],
  [null, undefined],
  [undefined, undefined],
  ['text', undefined],
])('takes %o for this word of Batch’s on the older platform: %o', (json, error) => {
  expect(APIS.app.errorIn(json)).toEqual(error);
});

it.each<[unknown, object | undefined]>([
  [
    { error_code: 'MALFORMED', error_message: 'm' },
    { name: 'MALFORMED', message: 'm' },
  ],
  [
    { error_code: 31, error_message: 'm' },
    { code: 31, message: 'm' },
  ],
  [
    { error_code: '31', error_message: 'm' },
    { code: 31, message: 'm' },
  ],
  [
    { error_code: '31x', error_message: 'm' },
    { name: '31x', message: 'm' },
  ],
  [
    { error_code: 'x31', error_message: 'm' },
    { name: 'x31', message: 'm' },
  ],
  [
    { error_code: '1234567890', error_message: 'm' },
    { name: '1234567890', message: 'm' },
  ],
  [
    { error_code: 'x'.repeat(64), error_message: 'm' },
    { name: 'x'.repeat(64), message: 'm' },
  ],
  [{ error_code: 'x'.repeat(65), error_message: 'm' }, undefined],
  [{ error_code: 'a b', error_message: 'm' }, undefined],
  [{ error_code: 'a!', error_message: 'm' }, undefined],
  [{ error_code: '!a', error_message: 'm' }, undefined],
  [{ error_code: 1.5, error_message: 'm' }, undefined],
  [{ error_code: null, error_message: 'm' }, undefined],
  [{ error_message: 'm' }, undefined],
  [{ error_code: 31, error_message: 7 }, undefined],
  [{ error_code: 31 }, undefined],
  [null, undefined],
])('takes %o for this word of Batch’s on the newer platform: %o', (json, error) => {
  expect(APIS.project.errorIn(json)).toEqual(error);
});
