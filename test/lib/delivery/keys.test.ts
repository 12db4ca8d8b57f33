import { describe, expect, it } from 'vitest';
import { parseSecret, type Secret } from '../../../lib/aws/secret.ts';
import { Keys } from '../../../lib/delivery/keys.ts';
import { ConfigurationError, SecretsUnavailableError } from '../../../lib/errors.ts';

const secret = (apps: Record<string, string>, projects: Record<string, string> = {}): Secret =>
  parseSecret(JSON.stringify({ restApiKey: 'r', apps, projects }));

const OLD = secret({ ios: 'a', android: 'b' }, { main: 'p' });

const keysWith = (read: (refused: Secret) => Promise<Secret>) => new Keys(OLD, 'app', read);
const never = () => Promise.reject(new Error('It is read.'));

describe('keys that Batch refuses', () => {
  it('are read anew once, whoever notices, in place of those at first', async () => {
    const refused: Secret[] = [];
    const next = secret({ ios: 'c' });
    const keys = keysWith(async (each) => {
      refused.push(each);
      return next;
    });
    expect(await Promise.all([keys.replace(), keys.replace()])).toEqual([undefined, undefined]);
    expect(await keys.replace()).toBeUndefined();
    expect(refused).toEqual([OLD]);
    expect([keys.current, keys.first]).toEqual([next, OLD]);
  });

  it.each([new ConfigurationError('It is gone.'), new SecretsUnavailableError('It is gone.')])(
    'are all there are if $name is thrown',
    async (error) => {
      const told = 'Batch refused the keys, and there are no others. It is gone.';
      const keys = keysWith(() => Promise.reject(error));
      expect(await keys.replace()).toBe(told);
      expect(keys.current).toBe(OLD);
    },
  );

  it('are no excuse for a defect', async () => {
    const error = new Error('defect');
    await expect(keysWith(() => Promise.reject(error)).replace()).rejects.toBe(error);
  });
});

describe('a newer secret', () => {
  const newer = secret({ ios: 'c' });

  it('takes the place of the first', async () => {
    const refused: Secret[] = [];
    const keys = keysWith(async (each) => {
      refused.push(each);
      return each;
    });
    keys.adopt(newer);
    expect([keys.current, keys.first]).toEqual([newer, newer]);
    await keys.replace();
    expect(refused).toEqual([newer]);
  });

  it('does not, once a later one was read', async () => {
    const latest = secret({ ios: 'd' });
    const keys = keysWith(async () => latest);
    await keys.replace();
    keys.adopt(newer);
    expect([keys.current, keys.first]).toEqual([latest, OLD]);
  });
});

describe('the key of an app that was planned for', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['is its own, as long as that is there', { ios: 'a', android: 'b' }, 'a'],
    ['is its own under another alias', { apple: 'a', ios: 'x' }, 'a'],
    ['is what its alias has now, if it was rotated', { ios: 'x', android: 'b' }, 'x'],
    ['is none, if its alias is another app’s now', { ios: 'b' }, undefined],
    ['is none, if it is gone', { android: 'b' }, undefined],
  ])('%s', (_, apps, key) => {
    expect(keysWith(never).ofApp('ios', secret(apps))).toBe(key);
  });

  it('is none of what was never planned for, nor of another kind of account', () => {
    expect(keysWith(never).ofApp('web', secret({ web: 'w' }))).toBeUndefined();
    expect(keysWith(never).ofApp('main', OLD)).toBeUndefined();
    expect(new Keys(OLD, 'project', never).ofApp('main', OLD)).toBe('p');
  });
});
