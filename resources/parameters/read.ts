import { closest, distance } from 'fastest-levenshtein';
import { ALL_PARAMETERS, PARAMETERS, type Parameter, type ParameterName, type ParameterValues, STAGE } from './list.ts';
import { obeys } from './rule.ts';

/** Slips that a name may have and still be taken for another. */
const MAX_SLIPS = 3;

/** Where a team keeps the parameters of a stage, so that no deployment has to name them. */
export const fileOf = (stage: string) => `stages/${stage}.yml`;

/** Whether a stage may be called so. */
export const isStage = (stage: string): boolean => obeys(stage, STAGE.rule);

/** A text for each name. */
type Texts = Readonly<Record<string, string>>;

/**
 * What the parameters are, and a sentence for all that is wrong with what was given.
 *
 * @param given `name=value`, as `--param` has them; of two with one name the last counts
 * @param ofStage what the stage's file holds; what is given besides goes before it
 */
export function readParameters(
  given: readonly string[],
  stage: string,
  ofStage: unknown = {},
): { readonly values: ParameterValues; readonly faults: readonly string[] } {
  const named = Object.fromEntries(given.map(split));
  const { texts, faults } = readFile(ofStage, fileOf(stage));
  const all = { ...texts, ...named };
  const values = ALL_PARAMETERS.map(([name, { default: otherwise, isNumber }]) => {
    const value = all[name] ?? otherwise.replace('<stage>', stage);
    return [name, isNumber ? Number(value) : value];
  });
  const placeOf = (name: string) => (Object.hasOwn(named, name) ? name : `${fileOf(stage)}, ${name}`);
  return {
    values: Object.fromEntries(values),
    faults: [...faultsOfStage(stage), ...faults, ...faultsOf(all, placeOf)],
  };
}

function split(given: string): [name: string, value: string] {
  const [name = '', ...value] = given.split('=');
  return [name, value.join('=').trimEnd()];
}

/** In YAML a number or a flag needs no quotes. */
function readFile(content: unknown, file: string): { readonly texts: Texts; readonly faults: readonly string[] } {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return { texts: {}, faults: [`${file}: it must be names of parameters, each with its value.`] };
  }
  const all = Object.entries(content);
  const isPlain = ([, value]: [string, unknown]) => /^(string|number|boolean)$/.test(typeof value);
  return {
    texts: Object.fromEntries(all.filter(isPlain).map(([name, value]) => [name, String(value).trimEnd()])),
    faults: all.filter((each) => !isPlain(each)).map(([name]) => `${file}, ${name}: it must be one value.`),
  };
}

function faultsOfStage(stage: string): string[] {
  return isStage(stage) ? [] : [`--stage: ${stage} must be ${STAGE.rule.expected}.`];
}

function faultsOf(given: Texts, placeOf: (name: string) => string): string[] {
  return Object.keys(given).flatMap((name) => {
    const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name as keyof typeof PARAMETERS] : undefined;
    return parameter ? faultsOfOne(placeOf(name), name, parameter, given) : [unknown(placeOf(name), name)];
  });
}

function faultsOfOne(place: string, name: string, parameter: Parameter<ParameterName>, given: Texts): string[] {
  const { rule, demands = {}, needs = [] } = parameter;
  const value = given[name] ?? '';
  if (!obeys(value, rule)) return [`${place}: it is \`${value}\` and must be ${rule.expected}.`];
  const isMissing = (other: ParameterName) => (given[other] ?? PARAMETERS[other].default) === PARAMETERS[other].default;
  const demanded = [...(demands[value] ?? []), ...(value === parameter.default ? [] : needs)];
  return demanded.filter(isMissing).map((other) => `${other}: ${name} \`${value}\` needs it.`);
}

function unknown(place: string, name: string): string {
  const names = Object.keys(PARAMETERS);
  const likely = closest(name, names);
  const advice = distance(name, likely) <= MAX_SLIPS ? `did you mean ${likely}?` : `there are ${names.join(', ')}.`;
  return `${place}: it is unknown; ${advice}`;
}
