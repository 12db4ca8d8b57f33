import { describe, expect, it } from 'vitest';
import { createCredentials, type SecretReader } from '../../../lib/aws/credentials.ts';
import { ConfigurationError, SecretsUnavailableError } from '../../../lib/errors.ts';
import { fakeClock } from '../../support/clock.ts';

const secretWith = (restApiKey: string) => JSON.stringify({ restApiKey, apps: { ios: 'i', android: 'a' } });
const down = new SecretsUnavailableError('down');

/** Credentials over a reader that answers with the given texts or errors, one after the other, the last one for ever. */
function setUp(answers: (string | Error)[], ttlMs = 300_000) {
  const clock = fakeClock();
  let reads = 0;
  const read: SecretReader = async () => {
    const answer = answers[Math.min(reads++, answers.length - 1)] as string | Error;
    await Promise.resolve();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const credentials = createCredentials(read, { ttlMs, now: clock.now });
  return { credentials, clock, reads: () => reads };
}

describe('credentials', () => {
  it('reads the secret once in 300 s', async () => {
    const { credentials, clock, reads } = setUp([secretWith('first'), secretWith('second')]);
    expect((await credentials.get(1)).restApiKey).toBe('first');
    clock.advance(299_999);
    expect((await credentials.get(1)).restApiKey).toBe('first');
    expect(reads()).toBe(1);
    clock.advance(1);
    expect((await credentials.get(1)).restApiKey).toBe('second');
  });

  it('shares one read among concurrent callers, even with no cache at all', async () => {
    const { credentials, reads } = setUp([secretWith('first')], 0);
    await Promise.all(Array.from({ length: 50 }, () => credentials.get(1)));
    expect(reads()).toBe(1);
    await credentials.get(1);
    expect(reads()).toBe(2);
  });

  it('keeps no failure', async () => {
    const { credentials } = setUp([down, secretWith('first')]);
    await expect(credentials.get(1)).rejects.toThrow(SecretsUnavailableError);
    expect((await credentials.get(1)).restApiKey).toBe('first');
  });

  it('hands out the last good secret for as long as Secrets Manager is down', async () => {
    const { credentials, clock, reads } = setUp([secretWith('first'), down, down, secretWith('second')]);
    await credentials.get(1);
    clock.advance(300_000);
    expect((await credentials.get(1)).restApiKey).toBe('first');
    expect((await credentials.get(1)).restApiKey).toBe('first');
    expect((await credentials.get(1)).restApiKey).toBe('second');
    expect(reads()).toBe(4);
  });

  it('does not hide a missing or malformed secret behind the last good one', async () => {
    const { credentials, clock } = setUp([secretWith('first'), new ConfigurationError('missing'), '{}']);
    await credentials.get(1);
    clock.advance(300_000);
    await expect(credentials.get(1)).rejects.toThrow('missing');
    await expect(credentials.get(1)).rejects.toThrow(ConfigurationError);
  });

  it('replaces a refused secret with one read, however many ask', async () => {
    const { credentials, reads } = setUp([secretWith('first'), secretWith('second')]);
    const refused = await credentials.get(1);
    const replacements = await Promise.all(Array.from({ length: 50 }, () => credentials.replace(refused, 1)));
    expect(new Set(replacements.map(({ restApiKey }) => restApiKey))).toEqual(new Set(['second']));
    await credentials.replace(refused, 1);
    expect(reads()).toBe(2);
  });

  it('renews a secret that lacks an alias with one read, however many ask', async () => {
    const { credentials, clock, reads } = setUp([secretWith('first'), secretWith('second')]);
    const stale = await credentials.get(1);
    const renewed = await Promise.all(Array.from({ length: 50 }, () => credentials.renew(stale, 1)));
    expect(new Set(renewed.map(({ restApiKey }) => restApiKey))).toEqual(new Set(['second']));
    clock.advance(10_000);
    expect((await credentials.renew(stale, 1)).restApiKey).toBe('second');
    expect((await credentials.get(1)).restApiKey).toBe('second');
    expect(reads()).toBe(2);
  });

  it('renews what was read a moment ago, since the alias may have been added since', async () => {
    const { credentials, clock } = setUp(['first', 'second', 'third', 'fourth'].map(secretWith), 5_000);
    await credentials.renew(await credentials.get(1), 1);
    clock.advance(10_000);
    const third = await credentials.get(1);
    clock.advance(1);
    expect((await credentials.renew(third, 1)).restApiKey).toBe('fourth');
  });

  it('renews once in 10 s at most, and answers the last good secret in between', async () => {
    const { credentials, clock, reads } = setUp(['first', 'second', 'third', 'fourth'].map(secretWith));
    const second = await credentials.renew(await credentials.get(1), 1);
    clock.advance(9_999);
    expect(await credentials.renew(second, 1)).toBe(second);
    expect(reads()).toBe(2);
    clock.advance(1);
    expect((await credentials.renew(second, 1)).restApiKey).toBe('third');
  });

  it('answers the last good secret in between even if that was read after the renewal', async () => {
    const { credentials } = setUp(['first', 'second', 'third', 'fourth'].map(secretWith), 0);
    await credentials.renew(await credentials.get(1), 1);
    const third = await credentials.get(1);
    expect(await credentials.renew(third, 1)).toBe(third);
  });

  it.each([
    ['there is no answer', down],
    ['the secret is gone', new ConfigurationError('missing')],
    ['the secret is malformed', '{}'],
  ])('never passes off old knowledge for new when %s, and asks no oftener for it', async (_name, answer) => {
    const { credentials, clock, reads } = setUp([secretWith('first'), answer, secretWith('third')]);
    const stale = await credentials.get(1);
    const thrown = answer instanceof Error ? answer : ConfigurationError;
    const failures = [credentials.renew(stale, 1), credentials.renew(stale, 1)];
    for (const failure of failures) await expect(failure).rejects.toThrow(thrown);
    clock.advance(9_999);
    await expect(credentials.renew(stale, 1)).rejects.toThrow(thrown);
    expect(reads()).toBe(2);
    // Who knows all aliases is not concerned.
    expect(await credentials.get(1)).toBe(stale);
    clock.advance(1);
    expect((await credentials.renew(stale, 1)).restApiKey).toBe('third');
  });

  it('shares one read between who wants the secret and who wants it anew, with no cache at all', async () => {
    const { credentials, clock, reads } = setUp([secretWith('first'), secretWith('second'), down], 0);
    const stale = await credentials.get(1);
    await Promise.all([
      credentials.get(1),
      credentials.renew(stale, 1),
      credentials.get(1),
      credentials.renew(stale, 1),
    ]);
    expect(reads()).toBe(2);
    const second = await credentials.renew(stale, 1);
    clock.advance(10_000);
    const [kept, renewal] = await Promise.allSettled([credentials.get(1), credentials.renew(second, 1)]);
    expect(kept).toMatchObject({ value: second });
    expect(renewal).toMatchObject({ reason: down });
    expect(reads()).toBe(3);
  });

  it('gives a renewal no more than half of the time that is left, and a second', async () => {
    const allowedMs: number[] = [];
    const read: SecretReader = async (timeoutMs) => {
      allowedMs.push(timeoutMs);
      return secretWith('first');
    };
    const clock = fakeClock();
    const credentials = createCredentials(read, { ttlMs: 300_000, now: clock.now });
    for (const timeoutMs of [9_000, 9_000, 1_500]) {
      await credentials.renew(await credentials.get(9_000), timeoutMs);
      clock.advance(10_000);
    }
    expect(allowedMs).toEqual([9_000, 1_000, 1_000, 750]);
  });

  it('keeps the order of the apps', async () => {
    const { apps } = await setUp([secretWith('first')]).credentials.get(1);
    expect([...apps.keys()]).toEqual(['ios', 'android']);
  });

  it('takes a secret of projects alone', async () => {
    const { apps, projects } = await setUp(['{"restApiKey":"r","projects":{"main":"p"}}']).credentials.get(1);
    expect([[...apps], [...projects]]).toEqual([[], [['main', 'p']]]);
  });

  it('never shows a key that stands for an alias too', async () => {
    const failure = setUp(['{"restApiKey":"r","apps":{"my-key":"my-key","ios":"my-key"}}']).credentials.get(1);
    await expect(failure).rejects.toThrow('The apps `***` and `ios` of the secret have the same key.');
  });

  it('passes over members of a secret that it does not know', async () => {
    const text = '{"restApiKey":"r","apps":{"ios":"i"},"owner":"i"}';
    expect(await setUp([text]).credentials.get(1)).toEqual({
      restApiKey: 'r',
      apps: new Map([['ios', 'i']]),
      projects: new Map(),
    });
  });

  it.each([
    ['no JSON', 'MY-KEY', 'is not JSON'],
    ['no object', '"MY-KEY"', 'At fault: the whole'],
    ['no REST key', '{"apps":{"ios":"MY-KEY"}}', 'At fault: `restApiKey`'],
    ['no apps', '{"restApiKey":"MY-KEY"}', 'At fault: `apps`'],
    ['an empty list of apps', '{"restApiKey":"MY-KEY","apps":{}}', 'At fault: `apps`'],
    ['key and alias the wrong way round', '{"restApiKey":"MY-KEY","apps":{"MY-KEY":"ios"}}', 'At fault: `apps`'],
    [
      'two aliases of one key',
      '{"restApiKey":"r","apps":{"ios":"MY-KEY","web":"x","ios-2":"MY-KEY"}}',
      'The apps `ios` and `ios-2` of the secret have the same key.',
    ],
    [
      'two aliases of one project key',
      '{"restApiKey":"r","projects":{"main":"MY-KEY","other":"MY-KEY"}}',
      'The projects `main` and `other` of the secret have the same key.',
    ],
    [
      'an app and a project of one key',
      '{"restApiKey":"r","apps":{"ios":"MY-KEY"},"projects":{"main":"MY-KEY"}}',
      'The app `ios` and the project `main` of the secret have the same key.',
    ],
    [
      'an alias for both an app and a project',
      '{"restApiKey":"r","apps":{"main":"MY-KEY"},"projects":{"main":"MY-KEY-2"}}',
      'The secret has `main` as an app and as a project.',
    ],
    ['neither apps nor projects', '{"restApiKey":"MY-KEY","apps":{},"projects":{}}', 'At fault: `apps`'],
    [
      'projects that are none',
      '{"restApiKey":"r","apps":{"ios":"MY-KEY"},"projects":["MY-KEY"]}',
      'At fault: `projects`',
    ],
    ['a key with a line break', '{"restApiKey":"MY-KEY\\n","apps":{"ios":""}}', 'At fault: `restApiKey`, `apps`'],
  ])('says what is wrong with a secret that has %s, and quotes none of it', async (_name, text, message) => {
    const failure = setUp([text]).credentials.get(1);
    await expect(failure).rejects.toThrow(ConfigurationError);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow('MY-KEY');
  });
});
