import type { Json } from '../release/template.ts';
import type { Grant } from './kind.ts';

/** IAM's, for a managed policy, without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_POLICY_CHARACTERS = 6_144;

/** A policy of IAM. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Json;
}

/** As few policies as hold all of it, each within IAM's limit. */
export function policiesOf(grants: readonly Grant[]): Policy[] {
  const policies: Statement[][] = [];
  for (const statement of statementsOf(grants).flatMap(splitToFit)) {
    const roomy = policies.find((others) => fits([...others, statement]));
    if (roomy) roomy.push(statement);
    else policies.push([statement]);
  }
  return policies.map(policyOf);
}

const policyOf = (Statement: readonly Statement[]): Policy => ({ Version: '2012-10-17', Statement });

const fits = (statements: readonly Statement[]) => JSON.stringify(policyOf(statements)).length <= MAX_POLICY_CHARACTERS;

/** What is allowed on several resources alike is said once. */
function statementsOf(grants: readonly Grant[]): Statement[] {
  const byResource = group(grants, ({ resource, condition }) => [resource, condition]);
  const merged = byResource.map(([{ resource, condition }, all]): Grant => {
    return { resource, condition, actions: sorted(all.flatMap(({ actions }) => actions)) };
  });
  return group(merged, ({ actions, condition }) => [actions, condition]).map(([{ actions, condition }, all]) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: sorted(all.map(({ resource }) => resource)),
    ...(condition && { Condition: condition }),
  }));
}

const sorted = (texts: readonly string[]) => [...new Set(texts)].sort();

/** The first of each group, and all of it. */
function group<T>(all: readonly T[], keyOf: (one: T) => unknown): (readonly [first: T, all: readonly T[]])[] {
  const groups = new Map<string, [T, T[]]>();
  for (const one of all) {
    const key = JSON.stringify(keyOf(one));
    const known = groups.get(key);
    if (known) known[1].push(one);
    else groups.set(key, [one, [one]]);
  }
  return [...groups.values()];
}

function splitToFit(statement: Statement): Statement[] {
  if (fits([statement])) return [statement];
  const middle = Math.ceil(statement.Resource.length / 2);
  const halves = [statement.Resource.slice(0, middle), statement.Resource.slice(middle)];
  return halves.flatMap((Resource) => splitToFit({ ...statement, Resource }));
}
