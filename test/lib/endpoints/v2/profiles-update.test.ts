import { describe, expect, it } from 'vitest';
import { profilesUpdate as endpoint } from '../../../../lib/endpoints/v2/profiles-update.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

const of = (...profiles: object[]) => ({
  profiles: profiles.map((more) => ({ identifiers: { custom_id: 'u1' }, ...more })),
});
const withAttributes = (attributes: object) => of({ attributes });
const withEvent = (more: object) => of({ events: [{ name: 'a', ...more }] });
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

describe('profiles update', () => {
  it.each(fixturesOf('profiles-update'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['/profiles']],
    ['nobody', { profiles: [] }, ['/profiles']],
    ['no identifiers', { profiles: [{}] }, ['/profiles/0/identifiers']],
    ['no identifier', of({ identifiers: {} }), ['/profiles/0/identifiers/custom_id']],
    [
      'both kinds of identifier',
      of({ identifiers: { custom_id: 'u1', installation: {} } }),
      ['/profiles/0/identifiers/installation'],
    ],
    ['an empty id', of({ identifiers: { custom_id: '' } }), ['/profiles/0/identifiers/custom_id']],
    [
      'a misspelt identifier',
      of({ identifiers: { customid: 'u1' } }),
      ['/profiles/0/identifiers/custom_id', '/profiles/0/identifiers/customid'],
    ],
    ['an empty array', withAttributes({ likes: [] }), ['/profiles/0/attributes/likes']],
    [
      'an empty edit',
      withAttributes({ a: {}, b: { $add: [] } }),
      ['/profiles/0/attributes/a', '/profiles/0/attributes/b'],
    ],
    ['an object as an attribute', withAttributes({ a: { b: 1 } }), ['/profiles/0/attributes/a']],
    [
      'an array of other than strings',
      withAttributes({ a: [1], b: [''] }),
      ['/profiles/0/attributes/a', '/profiles/0/attributes/b'],
    ],
    ['an empty string', withAttributes({ a: '' }), ['/profiles/0/attributes/a']],
    ['an attribute without a name', withAttributes({ '': 1 }), ['/profiles/0/attributes/']],
    [
      'dates and URLs that are no text',
      withAttributes({ 'date(a)': 1, 'url(b)': true }),
      ['/profiles/0/attributes/date(a)', '/profiles/0/attributes/url(b)'],
    ],
    [
      'what Batch’s own attributes can not be',
      withAttributes({ $email_address: 1, $email_marketing: 'maybe', $language: ['fr'], $topic_preferences: 'news' }),
      [
        '/profiles/0/attributes/$email_address',
        '/profiles/0/attributes/$email_marketing',
        '/profiles/0/attributes/$language',
        '/profiles/0/attributes/$topic_preferences',
      ],
    ],
    ['an event without a name', of({ events: [{}] }), ['/profiles/0/events/0/name']],
    [
      'the members of the older platform',
      withEvent({ label: 'a', tags: [] }),
      ['/profiles/0/events/0/label', '/profiles/0/events/0/tags'],
    ],
    ['a time that is no text', withEvent({ time: 1 }), ['/profiles/0/events/0/time']],
    [
      'what an event can not hold',
      withEvent({ attributes: { a: '', b: [1], c: { d: [''] }, $label: 1, $tags: 'a', 'date(e)': 2 } }),
      ['$label', '$tags', 'a', 'b/0', 'c/d/0', 'date(e)'].map((place) => `/profiles/0/events/0/attributes/${place}`),
    ],
    ['extra at the top', { ...of({}), extra: {} }, ['/extra']],
    ['an identifier by extra', of({ extra: { identifiers: {} } }), ['/profiles/0/extra/identifiers']],
    ['apps', { ...of({}), apps: ['ios'] }, ['/apps']],
    ['a project that is none', { ...of({}), projects: ['ios', 'other'] }, ['/projects/1']],
    ['a project twice', { ...of({}), projects: ['ios', 'ios'] }, ['/projects/1']],
    ['no project', { ...of({}), projects: [] }, ['/projects']],
    ['another mode', { ...of({}), mode: 'bulk' }, ['/mode']],
  ])('refuses %s and names every fault', (_name, request, pointers) => {
    expect(pointersOf(endpoint, request)).toEqual(pointers.sort());
  });

  it('leaves to Batch what only its clients and SDKs tell of: lengths, letters, numbers, times', () => {
    const attributes = Object.fromEntries(many(51, (index) => [`A${index}`, 'x'.repeat(301)]));
    const events = many(16, () => ({ name: 'ue.Bought it', time: '2031-01-01T00:00:00Z' }));
    expect(pointersOf(endpoint, of({ attributes, events }))).toEqual([]);
    expect(pointersOf(endpoint, withAttributes({ $new: 1, $phone_number: '06', $language: 'french' }))).toEqual([]);
  });

  it.each<[string, object, 'once' | 'repeatable']>([
    ['attributes', of({ attributes: { a: 1 } }), 'repeatable'],
    ['an empty list of events', of({ events: [] }), 'repeatable'],
    ['an event of one of many', of({ attributes: { a: 1 } }, { events: [{ name: 'a' }] }), 'once'],
    ['an event by extra', of({ extra: { events: [{ name: 'a' }] } }), 'once'],
  ])('knows whether it may be repeated: %s', (_name, request, effect) => {
    expect(endpoint.effectOf?.(request as never)).toBe(effect);
  });

  it('gives an event without a time the time at which it was sent, and no other', () => {
    const request = {
      profiles: [{ identifiers: { custom_id: 'u1' }, events: [{ name: 'a' }, { name: 'b', time: 'then' }] }],
    };
    const sent = endpoint.sentAt?.(request, Date.parse('2026-11-23T10:00:00.900Z'));
    expect(sent?.profiles[0]?.events?.map(({ time }) => time)).toEqual(['2026-11-23T10:00:00.900Z', 'then']);
  });
});
