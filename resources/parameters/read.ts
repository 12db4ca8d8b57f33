import { closest, distance } from 'fastest-levenshtein';
import { ALL_PARAMETERS, PARAMETERS, type Parameter, type ParameterValues, STAGE } from './list.ts';
import { obeys } from './rule.ts';

/** Slips that a name may have and still be taken for another. */
const MAX_SLIPS = 3;

/**
 * What the parameters are, and a sentence for all that is wrong with what was given.
 *
 * @param given `name=value`, as `--param` has them; of two with one name the last counts
 */
export function readParameters(
  given: readonly string[],
  stage: string,
): { readonly values: ParameterValues; readonly faults: readonly string[] } {
  const all = Object.fromEntries(given.map(split));
  const values = ALL_PARAMETERS.map(([name, { default: otherwise, isNumber }]) => {
    const value = all[name] ?? otherwise.replace('<stage>', stage);
    return [name, isNumber ? Number(value) : value];
  });
  return { values: Object.fromEntries(values), faults: [...faultsOfStage(stage), ...faultsOf(all)] };
}

function split(given: string): [name: string, value: string] {
  const [name = '', ...value] = given.split('=');
  return [name, value.join('=').trimEnd()];
}

function faultsOfStage(stage: string): string[] {
  return obeys(stage, STAGE.rule) ? [] : [`--stage: ${stage} must be ${STAGE.rule.expected}.`];
}

function faultsOf(given: Readonly<Record<string, string>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name as keyof typeof PARAMETERS] : undefined;
    return parameter ? faultsOfOne(name, value, parameter, given) : [unknown(name)];
  });
}

function faultsOfOne(
  name: string,
  value: string,
  { rule, demands = {} }: Parameter,
  given: Readonly<Record<string, string>>,
): string[] {
  if (!obeys(value, rule)) return [`${name}: it is \`${value}\` and must be ${rule.expected}.`];
  const missing = (demands[value] ?? []).filter((other) => !Object.hasOwn(given, other));
  return missing.map((other) => `${other}: ${name} \`${value}\` needs it.`);
}

function unknown(name: string): string {
  const names = Object.keys(PARAMETERS);
  const likely = closest(name, names);
  const advice = distance(name, likely) <= MAX_SLIPS ? `did you mean ${likely}?` : `there are ${names.join(', ')}.`;
  return `${name}: it is unknown; ${advice}`;
}
