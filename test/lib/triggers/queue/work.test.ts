import { expect, it } from 'vitest';
import { ConfigurationError, LedgerUnavailableError, SecretsUnavailableError } from '../../../../lib/errors.ts';
import { reportError } from '../../../../lib/triggers/queue/work.ts';
import { keptLog } from '../../../support/kept-log.ts';

it.each([
  ['notReady', new ConfigurationError('x')],
  ['notReady', new SecretsUnavailableError('x')],
  ['notReady', new LedgerUnavailableError('x')],
  ['failure', new Error('x')],
])('is logged as %s: %o', (kind, error) => {
  const { log, told } = keptLog();
  reportError(error, log, {} as never);
  expect(told).toEqual([[kind, error]]);
});
