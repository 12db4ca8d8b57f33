import { expect, it } from 'vitest';
import { deployedWith } from '../support/capabilities.ts';
import { useDecidedPackage } from '../support/package.ts';
import { allows, rightFor, rolesOf } from '../support/rights.ts';
import { ofType } from '../support/template.ts';

const packaged = useDecidedPackage();
const BUS = 'batch-push-functions-prod-2';

it('with outcomeEvents=true each queue’s function is told the bus, and may put events on it and on no other', async () => {
  const told = ofType(packaged().template, 'AWS::Lambda::Function')
    .filter(([, { Environment }]) => 'EVENT_BUS_NAME' in Environment.Variables)
    .map(([, { FunctionName }]) => FunctionName);
  expect(told.sort()).toEqual(
    deployedWith('queue')
      .map(({ capability }) => `${BUS}-${capability}-queue`)
      .sort(),
  );
  for (const role of rolesOf(packaged().template)) {
    const isTold = told.includes(role.of);
    for (const [resource, isOwn] of [
      [BUS, true],
      ['default', false],
    ] as const) {
      const right = rightFor({ action: 'events:PutEvents', resource, by: role.of });
      expect(await allows(role, right), `${role.of} on ${resource}`).toBe(isTold && isOwn);
    }
  }
});
