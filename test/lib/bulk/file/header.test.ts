import { describe, expect, it } from 'vitest';
import { CSV_IDS, formOf, readAll } from '../../../support/bulk-file.ts';

const USERS = formOf('custom-data-update', 'csv');
const PROFILES = formOf('profiles-update', 'csv');

async function faultOf(header: string | Buffer, form = USERS): Promise<unknown> {
  const { found, fault } = await readAll(Buffer.concat([Buffer.from(header), Buffer.from('\nu1,2,3\n')]), form);
  return fault ? [fault.name, fault.detail] : found.length;
}

describe('a file whose header', () => {
  it.each(['u1', 'Id', ' id', 'id ', 'x;id', 'name'])(
    'has no column of the name: NO_SUCH_COLUMN (%j)',
    async (header) => {
      expect(await faultOf(header, CSV_IDS)).toEqual(['NO_SUCH_COLUMN', expect.stringContaining('`column`')]);
    },
  );

  it.each([
    ['faulty quotes', 'i"d,id'],
    ['no UTF-8', Buffer.from([0x69, 0x64, 0x2c, 0xff])],
    ['more than 1 MiB', `id,${'x'.repeat(1_048_576)}`],
  ])('has %s: NO_SUCH_COLUMN, since none can be read', async (_, header) => {
    expect(await faultOf(header)).toEqual(['NO_SUCH_COLUMN', expect.stringMatching(/^the header (?:has|is) /)]);
  });

  it.each([
    'name,id',
    'id,ut.likes',
    'id,u.',
    'id,date(born)',
    'id,:integer',
    'id,',
    'id,u.a,u.a',
    'id,u.a:float,u.a',
    'id,u.a,id',
  ])('has a column that holds no attribute, or that stands twice: BAD_COLUMN (%j)', async (header) => {
    expect(await faultOf(header)).toEqual(['BAD_COLUMN', expect.stringMatching(/^column [123] of the header /)]);
  });

  it.each(['id,', 'id,$topic_preferences', 'id,a,a:integer'])(
    'does so for profiles: BAD_COLUMN (%j)',
    async (header) => {
      expect(await faultOf(header, PROFILES)).toEqual(['BAD_COLUMN', expect.any(String)]);
    },
  );

  it('holds more than a list of ids asks for is read all the same', async () => {
    expect(await faultOf('id,ut.likes,ut.likes', CSV_IDS)).toBe(1);
    expect(await faultOf('id,x,id', CSV_IDS)).toEqual(['BAD_COLUMN', expect.any(String)]);
  });

  it('can hold no items of a capability, like events: BAD_COLUMN', async () => {
    expect(await faultOf('id,name', formOf('events-track', 'csv'))).toEqual(['BAD_COLUMN', expect.any(String)]);
  });

  it('is not quoted where it is at fault', async () => {
    for (const header of ['secret', 'id,secret', 'id,u.secret,u.secret', 'id,"secret', 'secret,sec"ret']) {
      const { found, fault } = await readAll(`${header}\nu1,2,3\n`, USERS);
      expect(found).toEqual([]);
      expect(fault?.name).toMatch(/^[A-Z_]+$/);
      expect(JSON.stringify(fault)).not.toContain('secret');
    }
  });
});
