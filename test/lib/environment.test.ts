import { describe, expect, it } from 'vitest';
import { ofCalls, ofChanges, ofHttp, ofQueue, readEnvironment } from '../../lib/environment.ts';

const NEEDED = { BATCH_SECRET_ID: 's', DEAD_LETTER_QUEUE_URL: 'http://localhost/dead-letters' };

/** Every variable there is. */
const ALL = { ...ofCalls(), ...ofChanges(), ...ofHttp(), ...ofQueue() };

const read = (env: Record<string, string>) => readEnvironment({ ...NEEDED, ...env }, ALL);

describe('the environment', () => {
  it('needs nothing but the name of the secret', () => {
    expect(readEnvironment({ BATCH_SECRET_ID: 'secret' }, { ...ofCalls(), ...ofChanges() })).toEqual({
      BATCH_SECRET_ID: 'secret',
      BATCH_API_URL: 'https://api.batch.com',
      BATCH_TIMEOUT_MS: 10_000,
      BATCH_SECRET_TTL_SECONDS: 300,
      BATCH_CONCURRENCY: 6,
      ALLOW_LIVE_CAMPAIGNS: false,
      UNKNOWN_OUTCOME: 'park',
      LEDGER_TTL_DAYS: 7,
      BATCH_PROFILES_PER_SECOND: 300,
      BATCH_PROFILES_BURST: 1_000,
    });
  });

  it('takes a secret that is never cached', () => {
    expect(read({ BATCH_SECRET_TTL_SECONDS: '0' }).BATCH_SECRET_TTL_SECONDS).toBe(0);
  });

  it.each([
    'https://api.batch.com',
    'https://proxy.example/batch/',
    'http://localhost:4000',
    'http://LOCALHOST',
    'http://127.0.0.1:4000/batch',
    'http://127.1.2.3',
    'http://127.1',
    'http://[::1]:4000',
    'http://[0:0:0:0:0:0:0:1]',
  ])('lets keys go to %s', (url) => {
    expect(read({ BATCH_API_URL: url }).BATCH_API_URL).toBe(url);
  });

  it.each([
    'http://api.batch.com',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://128.0.0.1',
    'http://127.0.0.1.example.com',
    'http://127.example.com',
    'http://localhost.example.com',
    'http://localhost@example.com',
    'http://notlocalhost',
    'http://[::2]',
    'ws://localhost',
  ])('lets no key go in the clear to %s', (url) => {
    expect(() => read({ BATCH_API_URL: url })).toThrow(
      /^BATCH_API_URL must be an https URL, or an http URL of this machine\.$/,
    );
  });

  it.each([
    ['1', 1],
    ['150', 150],
    ['1000', 1_000],
  ])('takes a MAX_RECEIVE_COUNT of %s', (value, count) => {
    expect(read({ MAX_RECEIVE_COUNT: value }).MAX_RECEIVE_COUNT).toBe(count);
  });

  it('takes 0 for no limit on profiles', () => {
    const env = read({ BATCH_PROFILES_PER_SECOND: '0' });
    expect(env.BATCH_PROFILES_PER_SECOND).toBe(0);
  });

  it.each([
    ['MAX_RECEIVE_COUNT', '0'],
    ['MAX_RECEIVE_COUNT', '1001'],
    ['MAX_RECEIVE_COUNT', '1.5'],
    ['MAX_RECEIVE_COUNT', ''],
    ['BATCH_SECRET_ID', ''],
    ['BATCH_API_URL', 'ftp://api.batch.com'],
    ['BATCH_API_URL', 'api.batch.com'],
    ['BATCH_TIMEOUT_MS', '0'],
    ['BATCH_TIMEOUT_MS', '10s'],
    ['BATCH_TIMEOUT_MS', ''],
    ['BATCH_SECRET_TTL_SECONDS', '-1'],
    ['LEDGER_TABLE', ''],
    ['LEDGER_TTL_DAYS', '6'],
    ['BATCH_CONCURRENCY', '1.5'],
    ['BATCH_CONCURRENCY', '0'],
    ['ALLOW_LIVE_CAMPAIGNS', 'yes'],
    ['ALLOW_LIVE_CAMPAIGNS', ''],
    ['UNKNOWN_OUTCOME', 'drop'],
    ['BATCH_CALLS_PER_SECOND', '0'],
    ['BATCH_CALLS_PER_SECOND', ''],
    ['BATCH_PROFILES_PER_SECOND', '-1'],
    ['BATCH_PROFILES_BURST', '0'],
    ['QUEUE_URL', 'my-queue'],
    ['DEAD_LETTER_QUEUE_URL', ''],
  ])('names the variable at fault: %s=%j', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(new RegExp(`^${name} must be`));
  });

  it('names every variable at fault', () => {
    expect(() => readEnvironment({ BATCH_CONCURRENCY: 'x' }, ALL)).toThrow(
      /BATCH_SECRET_ID .*BATCH_CONCURRENCY .*DEAD_LETTER_QUEUE_URL /,
    );
  });
});
