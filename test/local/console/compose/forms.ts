import { readFileSync } from 'node:fs';
import { CATALOG } from '../../../../lib/endpoints/catalog.ts';
import { type Description, type Form, formOf } from '../../../../local/console/page/parts/form/described.ts';

export const DESCRIPTION: Description = JSON.parse(readFileSync('openapi.json', 'utf8'));

const ALIASES = { apps: ['ios', 'android'], projects: ['main'] };

/** What the form of each capability is made from, by its name. */
export const FORMS: readonly (readonly [string, Form])[] = CATALOG.map(({ name, route, example }) => [
  name,
  formOf(DESCRIPTION, { ...route, example }, ALIASES),
]);
