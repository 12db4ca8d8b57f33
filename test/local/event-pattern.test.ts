import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, InvalidEventPatternError, matches } from '../../local/aws/event-pattern.ts';

/** The example of the documentation. */
const EVENT = {
  version: '0',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  time: '2017-10-02T16:24:49Z',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-1', 'second'],
  detail: {
    'c-count': 5,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    'source-ip6': '2001:db8::1',
    state: 'Running',
    path: '/usr/lib/a*b\\c.PNG',
    nothing: null,
    empty: '',
    no: false,
    none: [],
    nested: { deep: { value: 1 } },
    people: [{ first: 'Anna', last: 'Smith' }, [[{ first: 'John', last: 'Doe' }]]],
  },
};

const detail = (member: string, ...items: unknown[]) => ({ detail: { [member]: items } });

describe('a pattern accepts', () => {
  it.each<[string, unknown]>([
    ['one of the values', { 'detail-type': ['other', 'EC2 Instance State-change Notification'] }],
    ['several members at once', { source: ['aws.ec2'], detail: { state: ['Running'], 'c-count': [5] } }],
    ['a number however it is written', detail('c-count', 5.0)],
    ['null', detail('nothing', null)],
    ['a boolean', detail('no', false)],
    ['an empty string', detail('empty', '')],
    ['a nested value', { detail: { nested: { deep: { value: [1] } } } }],
    ['any element of a list', { resources: ['second'] }],
    ['objects in lists, at any depth', { detail: { people: { first: ['John'] } } }],
    ['two members of the same element', { detail: { people: { first: ['Anna'], last: ['Smith'] } } }],
    ['a prefix', { time: [{ prefix: '2017-10-02' }] }],
    ['a prefix in another case', detail('state', { prefix: { 'equals-ignore-case': 'RUN' } })],
    ['a suffix', detail('path', { suffix: '.PNG' })],
    ['a suffix in another case', detail('path', { suffix: { 'equals-ignore-case': '.png' } })],
    ['another case', detail('state', { 'equals-ignore-case': 'rUNNING' })],
    ['a wildcard', detail('path', { wildcard: '/usr/*/*.PNG' })],
    ['a wildcard for nothing', detail('state', { wildcard: '*Running*' })],
    ['an escaped asterisk and backslash', detail('path', { wildcard: '*a\\*b\\\\c.PNG' })],
    ['an equal number', detail('x-limit', { numeric: ['=', 3.018e2] })],
    ['a range of numbers', detail('c-count', { numeric: ['>', 0, '<=', 5] })],
    ['a number at a bound', detail('c-count', { numeric: ['>=', 5, '<', 6] })],
    ['a member that is there', detail('c-count', { exists: true })],
    ['null as a member that is there', detail('nothing', { exists: true })],
    ['a member that is not there', detail('missing', { exists: false })],
    ['a member of an object that is not there', { detail: { missing: { deep: [{ exists: false }] } } }],
    ['an empty list as a member that is not there', detail('none', { exists: false })],
    ['an object as a value that is not there', detail('nested', { exists: false })],
    ['an address of a network', detail('source-ip', { cidr: '10.0.0.0/24' })],
    ['an address of a network of version 6', detail('source-ip6', { cidr: '2001:db8::/32' })],
    ['anything but a string', detail('state', { 'anything-but': 'initializing' })],
    ['anything but strings', detail('state', { 'anything-but': ['stopped', 'overloaded'] })],
    ['anything but numbers', detail('x-limit', { 'anything-but': [100, 200] })],
    ['a number for anything but a string', detail('c-count', { 'anything-but': 'a' })],
    ['a list of which one is not excepted', { resources: [{ 'anything-but': 'second' }] }],
    ['anything but a prefix', detail('state', { 'anything-but': { prefix: 'init' } })],
    ['anything but suffixes', detail('path', { 'anything-but': { suffix: ['.txt', '.png'] } })],
    ['anything but a string in any case', detail('state', { 'anything-but': { 'equals-ignore-case': ['stopped'] } })],
    ['anything but a wildcard', detail('path', { 'anything-but': { wildcard: '*/bin/*' } })],
    ['the second of two alternatives', { $or: [{ source: ['x'] }, { detail: { 'c-count': [5] } }] }],
    ['alternatives of a nested object', { source: ['aws.ec2'], detail: { $or: [{ a: [1] }, { state: ['Running'] }] } }],
  ])('%s', (_what, pattern) => {
    expect(matches(pattern, EVENT)).toBe(true);
  });
});

describe('a pattern does not accept', () => {
  it.each<[string, unknown]>([
    ['another value', { source: ['aws.ec3'] }],
    ['one right member of two', { source: ['aws.ec2'], version: ['1'] }],
    ['a number as a string', detail('c-count', '5')],
    ['null for a member that is not there', detail('missing', null)],
    ['false for a member that is not there', detail('missing', false)],
    ['an empty list for null', detail('none', null)],
    ['members of different elements', { detail: { people: { first: ['Anna'], last: ['Doe'] } } }],
    ['a value where an object is', detail('nested', { exists: true })],
    ['an object where a value is', { source: { deep: [{ exists: true }] } }],
    ['another prefix', { time: [{ prefix: '2018' }] }],
    ['a number by prefix', detail('c-count', { prefix: '5' })],
    ['a suffix in another case', detail('path', { suffix: '.png' })],
    ['a part for another case', detail('state', { 'equals-ignore-case': 'run' })],
    ['a part for a wildcard', detail('state', { wildcard: 'R*n' })],
    ['a dot of a wildcard as any character', detail('state', { wildcard: 'Runn.ng' })],
    ['an escaped asterisk as any text', detail('state', { wildcard: 'R\\*' })],
    ['a number outside of a range', detail('c-count', { numeric: ['>', 5, '<=', 9] })],
    ['a string by number', detail('empty', { numeric: ['=', 0] })],
    ['a member that is not there', detail('missing', { exists: true })],
    ['a member that is there', detail('state', { exists: false })],
    ['an address of another network', detail('source-ip', { cidr: '10.0.1.0/24' })],
    ['an address of the other version', detail('source-ip6', { cidr: '0.0.0.0/0' })],
    ['text by address', detail('state', { cidr: '10.0.0.0/24' })],
    ['the string it excepts', detail('state', { 'anything-but': 'Running' })],
    ['a number it excepts', detail('c-count', { 'anything-but': [4, 5] })],
    ['the prefix it excepts', detail('state', { 'anything-but': { prefix: ['no', 'Run'] } })],
    ['the suffix it excepts', detail('path', { 'anything-but': { suffix: '.PNG' } })],
    ['the string it excepts in another case', detail('state', { 'anything-but': { 'equals-ignore-case': 'running' } })],
    ['the wildcard it excepts', detail('path', { 'anything-but': { wildcard: '*/lib/*' } })],
    ['a missing member as anything but a string', detail('missing', { 'anything-but': 'a' })],
    ['none of its alternatives', { $or: [{ source: ['x'] }, { version: ['1'] }] }],
    ['an alternative without the rest', { version: ['1'], $or: [{ source: ['aws.ec2'] }, { source: ['x'] }] }],
  ])('%s', (_what, pattern) => {
    expect(matches(pattern, EVENT)).toBe(false);
  });

  it.each([[undefined], [null], ['text'], [[]], [{}]])('the event %j, which has no members', (event) => {
    expect(matches({ source: ['aws.ec2'] }, event)).toBe(false);
  });

  it('what an event inherits', () => {
    expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false);
    expect(matches({ constructor: { name: [{ exists: true }] } }, {})).toBe(false);
  });
});

describe('an invalid pattern', () => {
  it.each<[unknown, string]>([
    ['text', 'the pattern has to be an object or a list'],
    [{}, 'the pattern may not be empty'],
    [{ source: 'aws.ec2' }, 'source has to be an object or a list'],
    [{ source: [] }, 'source may not be empty'],
    [{ detail: { nested: {} } }, 'detail.nested may not be empty'],
    [{ source: [['a']] }, 'source may not list lists'],
    [{ source: [{}] }, 'source has to have one operator in each object'],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'source has to have one operator in each object'],
    [{ source: [{ toString: 'a' }] }, 'source has an unknown operator, toString'],
    [detail('a', { prefix: 1 }), 'detail.a: prefix has to be a string'],
    [detail('a', { suffix: { prefix: 'a' } }), 'detail.a: suffix has an unknown operator, prefix'],
    [detail('a', { wildcard: 'a**' }), 'detail.a: wildcard may not have two asterisks in a row'],
    [detail('a', { wildcard: '\\a' }), 'detail.a: wildcard may escape * and \\ only'],
    [detail('a', { wildcard: 'a\\' }), 'detail.a: wildcard may escape * and \\ only'],
    [detail('a', { exists: 'yes' }), 'detail.a: exists has to be true or false'],
    [detail('a', { numeric: '> 0' }), 'detail.a: numeric has to be a comparison, or a lower and an upper bound'],
    [detail('a', { numeric: ['<', 5, '>', 0] }), 'detail.a: numeric has to be a comparison, or a lower'],
    [detail('a', { numeric: ['>'] }), 'detail.a: numeric has to compare with numbers from -5000000000 to 5000000000'],
    [detail('a', { numeric: ['>', 5e9 + 1] }), 'detail.a: numeric has to compare with numbers'],
    [detail('a', { numeric: ['>', 5, '<', 5] }), 'detail.a: numeric has to have a lower bound below the upper one'],
    [detail('a', { cidr: '10.0.0.0' }), 'detail.a: cidr has to be like 10.0.0.0/24'],
    [detail('a', { cidr: '10.0.0.0/33' }), 'detail.a: cidr has to be like 10.0.0.0/24'],
    [detail('a', { 'anything-but': ['a', 1] }), 'detail.a: anything-but has to be strings only or numbers only'],
    [detail('a', { 'anything-but': [] }), 'detail.a: anything-but has to be strings only or numbers only'],
    [detail('a', { 'anything-but': null }), 'detail.a: anything-but has to be strings only or numbers only'],
    [detail('a', { 'anything-but': { numeric: ['>', 0] } }), 'detail.a: anything-but has an unknown operator, numeric'],
    [detail('a', { 'anything-but': { prefix: '' } }), 'detail.a: anything-but may not be empty'],
    [detail('a', { 'anything-but': { prefix: [] } }), 'detail.a: anything-but may not be empty'],
    [{ $or: [{ a: [1] }] }, '$or has to list two objects at least'],
    [{ detail: { $or: [{ a: [1] }, 'b'] } }, 'detail.$or has to be an object or a list'],
  ])('%j says what is wrong', (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(InvalidEventPatternError);
    expect(() => compilePattern(pattern)).toThrow(`Event pattern is not valid. Reason: ${reason}`);
  });
});

const key = fc.string({ minLength: 1 }).filter((name) => name !== '$or' && name !== '__proto__');
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const event = fc.dictionary(key, fc.oneof(scalar, fc.dictionary(key, scalar, { minKeys: 1 })), { minKeys: 1 });

/** The narrowest pattern: every member with the value it has. */
const patternOf = (value: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === 'object' && member !== null ? patternOf(member as Record<string, unknown>) : [member],
    ]),
  );

describe('any event', () => {
  it('matches the pattern of its own values, and no longer when a member goes', () => {
    fc.assert(
      fc.property(event, fc.nat(), (value, index) => {
        const pattern = patternOf(value);
        expect(matches(pattern, { another: 1, ...value })).toBe(true);
        const names = Object.keys(value);
        const { [names[index % names.length] ?? '']: _gone, ...rest } = value;
        expect(matches(pattern, rest)).toBe(false);
      }),
    );
  });
});
