import type { Json, Template } from './template.ts';

const NO_VALUE = 'AWS::NoValue';

/** A template with what CloudFormation decides by parameters. */
export type Undecided = Template & { readonly Parameters?: Json; readonly Conditions?: Json };

/**
 * A template as CloudFormation sees it once it knows the parameters: their values in place, conditions decided, what is left
 * out gone. References to resources and to pseudo parameters stay. Numbers become text, which CloudFormation takes for them.
 */
export function settle(template: Undecided, given: Readonly<Record<string, string>> = {}): Template {
  const { resolve, holds } = settlerOf(template, given);
  const settled = (all: Readonly<Record<string, Json>>) => {
    const made = Object.entries(all).filter(([, { Condition }]) => Condition === undefined || holds(Condition));
    return Object.fromEntries(made.map(([id, { Condition, ...rest }]) => [id, resolve(inOneForm(rest))]));
  };
  return { Resources: settled(template.Resources), Outputs: settled(template.Outputs) };
}

/** What comes first may be named alone or in a list, in any order. */
function inOneForm({ DependsOn, ...rest }: Json): Json {
  return DependsOn === undefined ? rest : { ...rest, DependsOn: [DependsOn].flat().sort() };
}

function settlerOf({ Parameters = {}, Conditions = {} }: Undecided, given: Readonly<Record<string, string>>) {
  const defaults = Object.entries<Json>(Parameters).map(([id, { Default }]) => [id, Default]);
  const values: Record<string, string> = { ...Object.fromEntries(defaults), ...given };
  const holds = (condition: string): boolean => resolve(Conditions[condition]);

  function resolve(value: Json): Json {
    if (typeof value === 'number') return `${value}`;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item?.Ref !== NO_VALUE);
    const [[name = '', argument] = [], ...more] = Object.entries<Json>(value);
    // A statement of a policy may have a `Condition` too, which is no name.
    const isFunction = more.length === 0 && name in FUNCTIONS && (name !== 'Condition' || typeof argument === 'string');
    if (isFunction) return FUNCTIONS[name]?.(argument);
    const members = Object.entries<Json>(value).map(([key, inner]) => [key, resolve(inner)]);
    return Object.fromEntries(members.filter(([, inner]) => inner?.Ref !== NO_VALUE));
  }

  const FUNCTIONS: Readonly<Record<string, (argument: Json) => Json>> = {
    Ref: (id) => values[id] ?? { Ref: id },
    'Fn::If': ([condition, yes, no]) => resolve(holds(condition) ? yes : no),
    'Fn::Equals': (sides) => new Set(sides.map(resolve)).size === 1,
    'Fn::Not': ([condition]) => !resolve(condition),
    'Fn::Or': (conditions) => conditions.some(resolve),
    Condition: holds,
    'Fn::Select': ([place, list]) => resolve(list)[place],
    'Fn::Split': ([separator, text]) => resolve(text).split(separator),
    'Fn::Sub': (argument) => substituted(...([argument].flat() as [string, Json?])),
  };

  function substituted(text: string, variables: Json = {}): Json {
    const known = { ...values, ...resolve(variables) };
    const filled = text.replace(/\$\{(\w+)\}/g, (reference, name) => known[name] ?? reference);
    return /\$\{[^!]/.test(filled) ? { 'Fn::Sub': filled } : filled.replaceAll('${!', '${');
  }

  return { resolve, holds };
}
