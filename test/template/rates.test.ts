import { describe, expect, it } from 'vitest';
import { DEPLOYED, deployedWith } from '../support/capabilities.ts';
import { useDecidedPackage } from '../support/package.ts';
import { ofType, statementsIn } from '../support/template.ts';

const packaged = useDecidedPackage();
const environmentOf = (id: string) => packaged().template.Resources[id]?.Properties['Environment'].Variables;

/** Functions whose roles let them count. */
const counting = () =>
  ofType(packaged().template, 'AWS::IAM::Role')
    .filter(([, { Policies }]) =>
      statementsIn(Policies).some(({ Action }) => [Action].flat().includes('dynamodb:UpdateItem')),
    )
    .map(([id]) => id);

describe('a stack with a limit of calls and none of profiles', () => {
  it('tells it to whatever writes to an app, with the table to count in, and to nobody else', () => {
    for (const { endpoint, httpFunctionId } of DEPLOYED) {
      const { BATCH_CALLS_PER_SECOND, LEDGER_TABLE } = environmentOf(httpFunctionId);
      const isLimited = endpoint.account === 'app' && endpoint.effect !== 'read';
      expect(BATCH_CALLS_PER_SECOND, endpoint.name).toBe(isLimited ? '480' : undefined);
      if (isLimited) expect(LEDGER_TABLE, endpoint.name).toBeDefined();
    }
    for (const { endpoint, queueFunctionId } of deployedWith('queue')) {
      const limit = endpoint.account === 'app' ? '480' : undefined;
      expect(environmentOf(queueFunctionId).BATCH_CALLS_PER_SECOND, endpoint.name).toBe(limit);
    }
  });

  it('lets those count whom it tells a limit', () => {
    const limited = DEPLOYED.filter(({ endpoint }) => endpoint.account === 'app' && endpoint.effect !== 'read');
    expect(counting().sort()).toEqual(limited.flatMap(({ id }) => [`${id}HttpRole`, `${id}QueueRole`]).sort());
  });
});
