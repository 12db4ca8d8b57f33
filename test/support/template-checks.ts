import type { Template } from './template.ts';
import * as aliases from './template-checks/aliases.ts';
import type { Check } from './template-checks/check.ts';
import * as functions from './template-checks/functions.ts';
import * as keeping from './template-checks/keeping.ts';
import * as queues from './template-checks/queues.ts';
import * as roles from './template-checks/roles.ts';
import * as routes from './template-checks/routes.ts';

const CHECKS: readonly Check[] = [queues, functions, aliases, routes, roles, keeping].flatMap((file) =>
  Object.values(file),
);

/** All that is wrong with a template, as far as we look: what, and where. */
export function complaintsAbout(template: Template): string[] {
  return CHECKS.flatMap((check) => check(template));
}
