import { describe, expect, it } from 'vitest';
import type { FileForm } from '../../../../lib/bulk/file/form.ts';
import { eventsTrack } from '../../../../lib/endpoints/v1/events-track.ts';
import { CSV_IDS, formOf, JSON_IDS, readAll, told } from '../../../support/bulk-file.ts';

const USERS = formOf('custom-data-update', 'ndjson');
const USERS_CSV = formOf('custom-data-update', 'csv');
const PROFILES = formOf('profiles-update', 'ndjson');
const PROFILES_CSV = formOf('profiles-update', 'csv');
const EVENTS = formOf('events-track', 'ndjson');

async function itemsOf(file: string, form: FileForm): Promise<unknown[]> {
  const { found } = await readAll(file, form);
  return found.map((each) => (each.kind === 'item' ? each.item : each.reason));
}

/** Whatever is refused of a secret may say where and why, and not the secret. */
async function expectNoContent(file: string, form: FileForm): Promise<void> {
  const { found } = await readAll(file, form);
  expect(found.map(({ kind }) => kind)).toEqual(found.map(() => 'refused'));
  expect(found.length).toBeGreaterThan(0);
  expect(JSON.stringify(found).toLowerCase()).not.toContain('secret');
}

describe('an id', () => {
  it('is a cell of the column, as it stands', async () => {
    const form = formOf('custom-data-delete', 'csv', 'Customer Id');
    expect(await told('a,Customer Id\n1, u 1 \n2,\n3\n4,7\n5,u5,6\n', form)).toEqual([
      '2 " u 1 "',
      '3 must not be empty',
      '4 must not be empty',
      '5 "7"',
      '6 has more cells than the header',
    ]);
  });

  it('is a string of NDJSON, or the member of an object, as it stands', async () => {
    const lines = ['" u1 "', '{"key":"u2","id":7}', '{"key":""}', '""', '7', '{"key":7}', '{"id":"u1"}', '["u1"]'];
    const others = [
      'null',
      'true',
      '{"key":null}',
      '{"key":["u1"]}',
      'u1',
      "'u1'",
      '{}',
      '{"toString":1}',
      '"u1" "u2"',
    ];
    const file = [...lines, ...others].join('\n');
    const number = 'is a number; send it as a string';
    expect(await itemsOf(file, formOf('transactional-send', 'ndjson', 'key'))).toEqual([
      ' u1 ',
      'u2',
      'must not be empty',
      'must not be empty',
      number,
      number,
      'has no member of the name that `column` says',
      ...Array(3).fill('expected a string, or an object that holds one'),
      ...Array(2).fill('expected a string in the member that `column` says'),
      'is not JSON',
      'is not JSON',
      ...Array(2).fill('has no member of the name that `column` says'),
      'is not JSON',
    ]);
  });

  it('is no member that every object has', async () => {
    const form = formOf('transactional-send', 'ndjson', 'constructor');
    expect(await itemsOf('{}', form)).toEqual(['has no member of the name that `column` says']);
  });

  it('is escaped in JSON so that it stays itself', async () => {
    expect(await told('id\n"a""\\\u2028é"\n', CSV_IDS)).toEqual(['2 "a\\"\\\\\u2028é"']);
    expect(await told('"\\ud800"', JSON_IDS)).toEqual(['1 "\\ud800"']);
  });
});

describe('an item of NDJSON', () => {
  it('is one of the list, as it stands', async () => {
    const user = { id: 'u1', update: { values: { 'u.age': 42, 'ut.likes': { $add: ['chess'] } } } };
    expect(await itemsOf(JSON.stringify(user), USERS)).toEqual([user]);
    const profile = { identifiers: { custom_id: 'u1' }, attributes: { age: 4 }, events: [{ name: 'x', time: null }] };
    expect(await itemsOf(JSON.stringify(profile), PROFILES)).toEqual([profile]);
  });

  it('is refused for what the capability refuses', async () => {
    const lines = [
      '{"id":"","update":{"values":{"u.a":1}}}',
      '{"id":"u1"}',
      '"u1"',
      '{"id":"u1","update":{"values":{}}}',
    ];
    expect(await itemsOf(lines.join('\n'), USERS)).toEqual([
      '/id must not be empty',
      '/update is required',
      expect.stringContaining('expected object'),
      '/update/values must hold at least one value',
    ]);
  });

  it('is refused for a number that was rounded, and for a name that no member may have', async () => {
    const values = (text: string) => `{"id":"u1","update":{"values":${text}}}`;
    const lines = ['{"u.a":9007199254740993}', '{"u.a":1e400}', '{"u.a":1,"__proto__":1}', '{"u.a":9007199254740991}'];
    expect(await itemsOf(lines.map(values).join('\n'), USERS)).toEqual([
      expect.stringContaining('* is beyond ±(2^53 − 1)'),
      expect.stringContaining('* is beyond ±(2^53 − 1)'),
      expect.stringContaining('* is a name that no member may have'),
      { id: 'u1', update: { values: { 'u.a': 9007199254740991 } } },
    ]);
  });

  it('is refused for what the moment of the start refuses', async () => {
    const now = Date.UTC(2026, 10, 26);
    const refuses = (item: unknown) =>
      eventsTrack.guard?.({ users: [item], apps: [] } as never, { now, allowLiveCampaigns: false })[0]?.detail;
    const line = (time: string) => JSON.stringify({ id: 'u1', events: [{ name: 'ue.x', time }] });
    const file = `${line('2026-11-26T00:00:01')}\n${line('2026-11-25T23:59:59')}`;
    expect(await itemsOf(file, { ...EVENTS, refuses })).toEqual(['must not be in the future', expect.any(Object)]);
  });

  it('weighs what it takes of a call', async () => {
    const line = JSON.stringify({ id: 'u1', events: [{ name: 'ue.x' }, { name: 'ue.y' }, { name: 'ue.z' }] });
    expect((await readAll(line, EVENTS)).found).toMatchObject([{ weight: 3 }]);
    expect((await readAll('"u1"', JSON_IDS)).found).toMatchObject([{ weight: 1 }]);
  });
});

describe('an item of CSV', () => {
  it('is made of its cells, which are strings without an end that says otherwise', async () => {
    const csv =
      'u.name,id,date(u.born),url(u.site),u.n:integer,u.f:float,u.b:boolean\n42,7,2020-01-02T03:04:05,https://a.example,42,4.5e1,true\n';
    const values = { 'u.name': '42', 'date(u.born)': '2020-01-02T03:04:05', 'url(u.site)': 'https://a.example' };
    expect(await itemsOf(csv, USERS_CSV)).toEqual([
      { id: '7', update: { values: { ...values, 'u.n': 42, 'u.f': 45, 'u.b': true } } },
    ]);
    expect(await itemsOf('age:integer,date(born),id,u.x:y\n3,2020-01-02T03:04:05Z,u1,z\n', PROFILES_CSV)).toEqual([
      { identifiers: { custom_id: 'u1' }, attributes: { age: 3, 'date(born)': '2020-01-02T03:04:05Z', 'u.x:y': 'z' } },
    ]);
  });

  it('leaves empty and missing cells out, and is refused if nothing is left', async () => {
    expect(await itemsOf('id,u.a,u.b:integer\nu1,,3\nu2,x\nu3,,\nu4\n,x,1\nu5,x,1,\n', USERS_CSV)).toEqual([
      { id: 'u1', update: { values: { 'u.b': 3 } } },
      { id: 'u2', update: { values: { 'u.a': 'x' } } },
      'holds nothing beside the id',
      'holds nothing beside the id',
      'must not be empty',
      'has more cells than the header',
    ]);
  });

  it.each([
    ['integer', ['0', '-1', '9007199254740991'], ['1.0', '1e3', '07', '+1', ' 1', 'x', '0x1', '1_000']],
    ['float', ['0.5', '-1', '1e3', '2.50'], ['.5', '1.', 'NaN', 'Infinity', '1,5', ' 1', '1e400', '9007199254740993']],
    ['boolean', ['true', 'false'], ['TRUE', '1', 'yes', 'true ']],
  ])('takes of :%s what JSON would, and is refused for anything else', async (type, good, bad) => {
    const read = (cells: readonly string[]) =>
      itemsOf([`id,u.a:${type}`, ...cells.map((cell) => `u1,"${cell}"`)].join('\n'), USERS_CSV);
    expect(await read(good)).toEqual(
      good.map((cell) => ({ id: 'u1', update: { values: { 'u.a': JSON.parse(cell) } } })),
    );
    for (const reason of await read(bad)) expect(reason).toMatch(/^(?:expected .* in column 2|\* is beyond)/);
  });

  it('is refused for what the capability refuses', async () => {
    expect(await itemsOf('id,date(u.a)\nu1,yesterday\n', USERS_CSV)).toEqual([
      expect.stringMatching(/^\/update\/values\/\* /),
    ]);
  });
});

describe('a reason', () => {
  it('holds nothing of the line', async () => {
    const values = (text: string) => `{"id":"u1","update":{"values":${text}}}`;
    await expectNoContent(
      [
        '{"secret":1}',
        'secret',
        '"secret"',
        '["secret"]',
        '{"id":"u1","update":{"secret/x":1,"values":{"u.a":1}}}',
        values('{"secret":"secret"}'),
        values('{"u.secret":["secret"]}'),
        values('{"u.a":1,"u.secret\\n/x":9007199254740993}'),
        values('"secret"'),
      ].join('\n'),
      USERS,
    );
    const deep = `${'['.repeat(300)}"secret"${']'.repeat(300)}`;
    await expectNoContent(
      [
        `{"identifiers":{"installation":{"secret":${deep}}},"attributes":{"a":1}}`,
        `{"identifiers":{"custom_id":"u1"},"attributes":{"secret":${deep}}}`,
        '{"identifiers":{"custom_id":"u1"},"attributes":{"$email_marketing":"secret","secret":{}}}',
        '{"identifiers":{"custom_id":"u1"},"events":[{"name":"secret","attributes":{"secret":[""]}}]}',
      ].join('\n'),
      PROFILES,
    );
    await expectNoContent('{"secret":"u1"}\n"sec\n{"id":["secret"]}\n', JSON_IDS);
    await expectNoContent('id,u.a:integer,date(u.b)\nsecret,secret,\nsecret,,secret\nsec"ret,,\nsecret\n', USERS_CSV);
  });

  it('is short however much is wrong', async () => {
    const names = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`x${index}`, 1]));
    const [found] = (await readAll(JSON.stringify(names), USERS)).found;
    expect(found).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^.{100,200}$/s) });
  });
});
