import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '../../lib/ledger/record.ts';
import { DEPLOYED, deployedWith, OWN } from '../support/capabilities.ts';
import { type Package, useDecidedPackage, usePackage } from '../support/package.ts';
import { ofType, workedOff } from '../support/template.ts';

const ID = 'LedgerTable';
/** Where the ledger writes when an item expires. */
const EXPIRY: keyof LedgerRecord = 'expiresAt';
const DAY_SECONDS = 24 * 3600;

describe('the ledger’s table', () => {
  const packaged = usePackage();
  const table = () => packaged().template.Resources[ID]?.Properties;

  it('is not deleted by mistake, and has no name, which the next one could not have', () => {
    expect(table()).toMatchObject({ DeletionProtectionEnabled: true });
    expect(table()).not.toHaveProperty('TableName');
  });

  it('is found by request and part, and paid for by use', () => {
    expect(table()).toMatchObject({
      KeySchema: [
        { AttributeName: 'request', KeyType: 'HASH' },
        { AttributeName: 'part', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'request', AttributeType: 'S' },
        { AttributeName: 'part', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('loses what has expired, and nothing else: it can be brought back to any moment', () => {
    expect(table()).toMatchObject({
      TimeToLiveSpecification: { AttributeName: EXPIRY, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('remembers for at least as long as a message may be on its queue', () => {
    const queues = workedOff(packaged().template).filter(({ fn }) => 'LEDGER_TABLE' in fn.Environment.Variables);
    const own = OWN.filter(({ uses }) => uses.queue?.includes('look-up'));
    expect(queues).toHaveLength(deployedWith('queue').length + own.length);
    for (const { queueId, queue, functionId, fn } of queues) {
      const seconds = Number(fn.Environment.Variables.LEDGER_TTL_DAYS) * DAY_SECONDS;
      const what = `LEDGER_TTL_DAYS of ${functionId}, in seconds, against the retention of ${queueId}`;
      expect(seconds, what).toBeGreaterThanOrEqual(queue.MessageRetentionPeriod);
    }
  });
});

describe('with parameters of its own', () => {
  const packaged = useDecidedPackage();

  it('remembers for as long, and treats what is unknown, as they say', () => {
    const told = remembering(packaged());
    expect(new Set(told.map(({ LEDGER_TTL_DAYS }) => LEDGER_TTL_DAYS))).toEqual(new Set(['14']));
    // Nothing of what may be repeated is ever parked.
    const once = DEPLOYED.filter(({ effect }) => effect === 'once').flatMap(({ endpoint }) => endpoint.waysIn);
    expect(told.flatMap(({ UNKNOWN_OUTCOME = [] }) => UNKNOWN_OUTCOME)).toEqual(once.map(() => 'resend'));
  });
});

/** The variables of each function that has the table. */
function remembering({ template }: Package): Record<string, string>[] {
  const functions = ofType(template, 'AWS::Lambda::Function').map(([, { Environment }]) => Environment.Variables);
  return functions.filter((variables) => 'LEDGER_TABLE' in variables);
}
