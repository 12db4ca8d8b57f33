import {
  BUCKET_NAME,
  PARAMETERS,
  type Parameter,
  type ParameterName,
  RELEASED_PARAMETERS,
  STAGE,
} from '../../resources/parameters/list.ts';
import { listOf, type Rule } from '../../resources/parameters/rule.ts';
import { equal, type Json, ref, unequal } from './template.ts';

/** A resource has the name that the parameter would have, and keeps it: under another AWS would ask anew to confirm it. */
const RENAMED: { readonly [Name in ParameterName]?: string } = { alarmEmail: 'AlarmEmailAddress' };

/** A parameter as CloudFormation has it: `ledgerTtlDays` is `LedgerTtlDays`. */
export const idOf = (name: ParameterName) => RENAMED[name] ?? capitalized(name);

/** The parameter that `--stage` is there. */
export const STAGE_ID = 'Stage';

const capitalized = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** Ours: CloudFormation can't make an ARN of each name in a list, so that each has a place of its own in the template. */
export const MAX_BULK_BUCKETS = 5;

/** Where the rule is another than that of `--param`. */
const NARROWER: { readonly [Name in ParameterName]?: Partial<Parameter> } = {
  bulkBuckets: {
    rule: listOf(BUCKET_NAME, `up to ${MAX_BULK_BUCKETS} names of buckets, with commas between them`, MAX_BULK_BUCKETS),
  },
};

const CODE: Readonly<Record<string, Json>> = {
  CodeBucket: {
    Type: 'String',
    Description: 'The bucket that the zips are in, of the same region as the stack',
    AllowedPattern: `^${BUCKET_NAME}$`,
    ConstraintDescription: 'must be the name of a bucket',
  },
  CodePrefix: {
    Type: 'String',
    Default: '',
    Description: 'What the keys of the zips begin with, up to and with the slash',
    AllowedPattern: '^(?:[A-Za-z0-9!_.*()/-]+/)?$',
    ConstraintDescription: 'must end with a slash',
  },
};

/** The parameters of the released template: the list's, and where the zips are. */
export function parametersOfStack(): Record<string, Json> {
  const all = RELEASED_PARAMETERS.map(([name, parameter]) => [
    idOf(name),
    parameterOf({ ...parameter, ...NARROWER[name] }),
  ]);
  return { ...CODE, [STAGE_ID]: parameterOf(STAGE), ...Object.fromEntries(all) };
}

/** Empty is what is not given. What follows from the stage no default can name. */
function parameterOf({ rule, meaning, default: otherwise }: Parameter): Json {
  const isOptional = otherwise === '' || otherwise.includes('<stage>');
  return {
    Type: 'String',
    Default: isOptional ? '' : otherwise,
    Description: `${withoutLinks(meaning)}${isOptional ? `. If empty: ${otherwise || 'none'}` : ''}`,
    ...allowed(rule, isOptional),
    ConstraintDescription: `must be ${rule.expected}${isOptional ? ', or empty' : ''}`,
  };
}

function allowed({ words, pattern }: Rule, isOptional: boolean): Json {
  return words ? { AllowedValues: words } : { AllowedPattern: `^(?:${pattern})${isOptional ? '?' : ''}$` };
}

const withoutLinks = (text: string) => text.replace(/\[([^\]]+)\]\([^)]+\)/g, 'docs/$1');

/** What no parameter can check alone: that what another demands is given. */
export function rulesOfStack(): Record<string, Json> {
  const rules = RELEASED_PARAMETERS.flatMap(([name, { demands = {}, needs = [], default: otherwise }]) => {
    const id = idOf(name);
    const ofValues = Object.entries(demands).map(([value, demanded]) => [
      `${id}${capitalized(value)}`,
      { RuleCondition: equal(ref(id), value), Assertions: demanded.map((other) => isGiven(other, `${id} ${value}`)) },
    ]);
    const ofAny = { RuleCondition: unequal(ref(id), otherwise), Assertions: needs.map((other) => isGiven(other, id)) };
    return needs.length === 0 ? ofValues : [...ofValues, [`${id}Given`, ofAny]];
  });
  return Object.fromEntries(rules);
}

function isGiven(name: ParameterName, by: string): Json {
  return {
    Assert: unequal(ref(idOf(name)), PARAMETERS[name].default),
    AssertDescription: `${by} needs ${idOf(name)}.`,
  };
}
