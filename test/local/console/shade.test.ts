import { describe, expect, it } from 'vitest';
import type { Push, PushSeen } from '../../../local/console/api.ts';
import { arrivalsOf } from '../../../local/console/page/parts/phone/shade.ts';

let number = 0;

interface Where {
  readonly app?: string;
  readonly to?: readonly string[];
  readonly people?: number;
}

function seen(push: Push, { app = 'android', to = ['u1'], people = to.length }: Where = {}): PushSeen {
  number += 1;
  return { number, at: number, app, people, firstPeople: to, groupId: 'welcome', push };
}

const hello: Push = { message: { body: 'Hello' } };
const collapsing = (body: string, key?: string): Push => ({
  message: { body },
  gcm_collapse_key: { enabled: true, ...(key !== undefined && { key }) },
});

const fates = (pushes: PushSeen[], person?: string) => arrivalsOf(pushes, person).map(({ fate }) => fate);
const times = (pushes: PushSeen[], person?: string) => arrivalsOf(pushes, person).map((arrival) => arrival.times);

describe('what a person has twice', () => {
  it('counts each time that the same push reaches the same person, and knows the one before', () => {
    const pushes = [seen(hello), seen(hello), seen(hello)];
    expect(times(pushes, 'u1')).toEqual([1, 2, 3]);
    expect(arrivalsOf(pushes)[2]).toMatchObject({ person: 'u1', before: pushes[1] });
  });

  it.each([
    ['another app', seen(hello, { app: 'ios' })],
    ['another text', seen({ message: { body: 'Hello?' } })],
    ['another person', seen(hello, { to: ['u2'] })],
  ])('takes %s for another push', (_, other) => {
    expect(times([seen(hello), other])).toEqual([1, 1]);
  });

  it('looks among all people of a push that are known', () => {
    const [, , third] = arrivalsOf([seen(hello), seen(hello), seen(hello, { to: ['u2', 'u1', 'u3'] })]);
    expect(third).toMatchObject({ times: 3, person: 'u1' });
  });

  it('trusts that all are of the person who was asked for, though not among the first people', () => {
    expect(times([seen(hello, { to: ['u1'], people: 50 }), seen(hello, { to: ['u2'], people: 50 })], 'u9')).toEqual([
      1, 2,
    ]);
  });
});

describe('what is on the screen', () => {
  it('never is a silent push', () => {
    expect(fates([seen({ push_type: 'background' })])).toEqual(['silent']);
  });

  it.each([
    ['the same key', collapsing('one', 'score'), collapsing('two', 'score'), 'replaced'],
    ['no name for either key', collapsing('one'), collapsing('two'), 'replaced'],
    ['another key', collapsing('one', 'score'), collapsing('two', 'news'), 'shown'],
    ['no key', collapsing('one', 'score'), hello, 'shown'],
    ['a key that is switched off', collapsing('one'), { ...hello, gcm_collapse_key: { enabled: false } }, 'shown'],
    [
      'the same key, but silent',
      collapsing('one'),
      { ...collapsing('two'), push_type: 'background' as const },
      'shown',
    ],
  ])('on Android, after one with %s', (_, one, two, expected) => {
    expect(fates([seen(one), seen(two)])[0]).toBe(expected);
  });

  it('is replaced on Android alone', () => {
    const [one, two] = [collapsing('one'), collapsing('two')].map((push) => seen(push, { app: 'ios' }));
    expect(fates([one, two] as PushSeen[])).toEqual(['shown', 'shown']);
  });

  it('is replaced only by what reached the same phones', () => {
    const [one, two] = [seen(collapsing('one'), { to: ['u1', 'u2'] }), seen(collapsing('two'), { to: ['u1'] })];
    expect(fates([one, two])).toEqual(['shown', 'shown']);
    expect(fates([one, two], 'u1')).toEqual(['replaced', 'shown']);
  });

  it('stays where not all people are known', () => {
    const many = (body: string) => seen(collapsing(body), { people: 50 });
    expect(fates([many('one'), many('two')])).toEqual(['shown', 'shown']);
  });
});
