import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../../client/src/generated.ts';
import { CATALOG, ENDPOINTS } from '../../../../lib/endpoints/catalog.ts';
import { formOf } from '../../../../local/console/page/parts/form/described.ts';
import { DESCRIPTION, FORMS } from './forms.ts';

const forms = Object.fromEntries(FORMS);

describe('what a form is made from', () => {
  it('is there for every capability, under the method that the client has for it', () => {
    const methods = FORMS.map(([, { method }]) => method);
    expect(methods.toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
  });

  it.each(CATALOG)('begins with the example of $name', ({ name, example }) => {
    expect(forms[name]?.examples[0]?.request).toEqual(example);
  });

  it('has every example of the documents besides', () => {
    const count = FORMS.flatMap(([, { examples }]) => examples).length;
    const described = Object.values(DESCRIPTION.paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ requestBody }) => Object.keys(requestBody?.content['application/json']?.examples ?? {}))
      .filter((name) => name !== 'least');
    expect(count).toBe(CATALOG.length + described.length);
  });

  it.each(ENDPOINTS.filter(({ effect }) => effect === 'once'))('has a place for the key of $name', ({ name }) => {
    expect(forms[name]).toMatchObject({ takesKey: true });
    expect(forms[name]?.schema.properties).not.toHaveProperty('idempotency_key');
  });

  it('offers the aliases of the secret wherever one is asked for', () => {
    expect(forms['transactional-send']?.schema.properties?.['apps']?.items?.enum).toEqual(['ios', 'android']);
    expect(forms['profiles-update']?.schema.properties?.['projects']?.items?.enum).toEqual(['main']);
    expect(forms['campaign-get']?.schema.properties?.['app']?.enum).toEqual(['ios', 'android']);
  });

  it('takes what stands in a path or a query as text, as its caller writes it', () => {
    const { properties = {}, required } = forms['transactional-stats']?.schema ?? {};
    expect(Object.values(properties).map(({ type }) => type)).toEqual(['string', 'string', 'string', 'string']);
    expect(required).toEqual(['group_id', 'since']);
  });

  it('refuses what openapi.json does not have', () => {
    const odd = { method: 'POST', path: '/nowhere', example: {} };
    expect(() => formOf(DESCRIPTION, odd, { apps: [], projects: [] })).toThrow('POST /nowhere');
  });
});
