import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDecidedPackage, usePackage } from '../support/package.ts';
import { complaintsAbout } from '../support/template-checks.ts';
import { broken, FAULTS } from '../support/template-faults.ts';
import { startValidator, type Validator } from '../support/validator.ts';

const packaged = usePackage();
const decided = useDecidedPackage();

it('finds nothing wrong with what is deployed', () => {
  expect(complaintsAbout(packaged().template)).toEqual([]);
});

it('finds nothing wrong with what is deployed when a team decides otherwise in everything', () => {
  const complaints = complaintsAbout(decided().template);
  // The stack has no key of its own then, so that nothing needs the exceptions for it.
  expect(complaints.filter((complaint) => !complaint.startsWith('WILDCARDS: '))).toEqual([]);
  expect(decided().remarks).not.toMatch(/warning|deprecat/i);
});

it('lets the framework warn of nothing', () => {
  expect(packaged().remarks).not.toMatch(/warning|deprecat/i);
});

it('tags all that the stack makes with what a team wants besides', () => {
  expect(decided().stackTags).toEqual({
    team: 'push',
    'cost centre': '42',
    service: 'batch-push-functions',
    stage: 'prod-2',
  });
});

it('tags all that the stack makes with whose it is', () => {
  expect(packaged().stackTags, 'stackTags').toEqual({ service: 'batch-push-functions', stage: 'dev' });
});

it.each(FAULTS)(
  'finds %s, says where, and finds nothing else',
  (_, at, value, complaint, where = at.replace(/\..*/, '')) => {
    const { template } = packaged();
    const others = complaintsAbout(template);
    const found = complaintsAbout(broken(template, at, value)).filter((each) => !others.includes(each));
    const said = typeof complaint === 'string' ? complaint : complaint(template);
    expect(found).toEqual([`${where}: ${said}`]);
  },
);

describe('AWS’s validator', () => {
  let validator: Validator;
  beforeAll(() => {
    validator = startValidator(packaged().folder);
  });
  afterAll(() => validator.stop());

  it.each([
    ['by default', packaged],
    ['when a team decides otherwise in everything', decided],
  ])('finds nothing wrong with what is deployed %s', (_, deployed) => {
    expect(validator.validate(deployed().template)).toEqual([]);
  });

  it('finds what AWS would refuse, says where, and finds nothing else', () => {
    const misspelt = broken(packaged().template, 'LedgerTable.Properties.BilingMode', 'PAY_PER_REQUEST');
    expect(validator.validate(misspelt)).toEqual([expect.stringMatching(/^LedgerTable: FATAL .*'BilingMode'/)]);
  });
});
