import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usePackage } from '../support/package.ts';
import { complaintsAbout } from '../support/template-checks.ts';
import { broken, FAULTS } from '../support/template-faults.ts';
import { startValidator, type Validator } from '../support/validator.ts';

const packaged = usePackage();

it('finds nothing wrong with what is deployed', () => {
  expect(complaintsAbout(packaged().template)).toEqual([]);
});

it('lets the framework warn of nothing', () => {
  expect(packaged().remarks).not.toMatch(/warning|deprecat/i);
});

it('tags all that the stack makes with whose it is', () => {
  expect(packaged().stackTags, 'stackTags').toEqual({ service: 'batch-push-functions', stage: 'test' });
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

  it('finds nothing wrong with what is deployed', () => {
    expect(validator.validate(packaged().template)).toEqual([]);
  });

  it('finds what AWS would refuse, says where, and finds nothing else', () => {
    const misspelt = broken(packaged().template, 'LedgerTable.Properties.BilingMode', 'PAY_PER_REQUEST');
    expect(validator.validate(misspelt)).toEqual([expect.stringMatching(/^LedgerTable: FATAL .*'BilingMode'/)]);
  });
});
