/** A piece of CloudFormation, as JSON has it. */
export type Json = ReturnType<typeof JSON.parse>;

/** What CloudFormation is given to make. */
export interface Template {
  readonly Resources: Readonly<Record<string, Json>>;
  readonly Outputs: Readonly<Record<string, Json>>;
  readonly Conditions: Readonly<Record<string, Json>>;
}

/** `!Ref`. */
export const ref = (id: string) => ({ Ref: id });

/** `!If`. */
export const either = (condition: string, yes: Json, no: Json) => ({ 'Fn::If': [condition, yes, no] });

/** What CloudFormation leaves out. */
export const NO_VALUE = ref('AWS::NoValue');

/** `!Equals`. */
export const equal = (one: Json, other: Json) => ({ 'Fn::Equals': [one, other] });

/** `!Not [!Equals […]]`. */
export const unequal = (one: Json, other: Json) => ({ 'Fn::Not': [equal(one, other)] });

/** An object that is what it seems, and not a function of CloudFormation. */
export function isPlainObject(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}
