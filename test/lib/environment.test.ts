import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../lib/environment.ts';

describe('the environment', () => {
  it('needs nothing but the name of the secret', () => {
    expect(readEnvironment({ BATCH_SECRET_ID: 'secret' })).toEqual({
      BATCH_SECRET_ID: 'secret',
      BATCH_API_URL: 'https://api.batch.com',
      BATCH_TIMEOUT_MS: 10_000,
      BATCH_SECRET_TTL_SECONDS: 300,
      BATCH_CONCURRENCY: 6,
      ALLOW_LIVE_CAMPAIGNS: false,
      UNKNOWN_OUTCOME: 'park',
      LEDGER_TTL_DAYS: 7,
    });
  });

  it('takes a secret that is never cached', () => {
    expect(readEnvironment({ BATCH_SECRET_ID: 's', BATCH_SECRET_TTL_SECONDS: '0' }).BATCH_SECRET_TTL_SECONDS).toBe(0);
  });

  it.each([
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
    ['QUEUE_URL', 'my-queue'],
    ['DEAD_LETTER_QUEUE_URL', ''],
  ])('names the variable at fault: %s=%j', (name, value) => {
    expect(() => readEnvironment({ BATCH_SECRET_ID: 's', [name]: value })).toThrow(new RegExp(`^${name} must be`));
  });

  it('names every variable at fault', () => {
    expect(() => readEnvironment({ BATCH_CONCURRENCY: 'x' })).toThrow(/BATCH_SECRET_ID .*BATCH_CONCURRENCY /);
  });
});
