import toRegexRange from 'to-regex-range';

/** What a value has to look like. A pattern, because it is all that CloudFormation checks in a text: `AllowedPattern`. */
export interface Rule {
  /** Of the whole value. */
  readonly pattern: string;
  /** The same in words: what the value must be. */
  readonly expected: string;
  /** All there are, where they are few. */
  readonly words?: readonly string[];
}

/** One of a few words. */
export function oneOf(...words: readonly string[]): Rule {
  return { pattern: words.join('|'), expected: words.map((word) => `\`${word}\``).join(' or '), words };
}

/** On or off. */
export const flag = () => oneOf('true', 'false');

/** Digits, without a point, a sign or zeros in front. */
export function wholeNumber(from: number, to: number): Rule {
  return { pattern: toRegexRange(from, to, { capture: false }), expected: `a whole number, from ${from} to ${to}` };
}

/** Names with commas between them. */
export function listOf(name: string, expected: string, most?: number): Rule {
  return { pattern: `${name}(?:,${name})${most ? `{0,${most - 1}}` : '*'}`, expected };
}

/** Whether a value is as a rule has it. */
export function obeys(value: string, { pattern }: Pick<Rule, 'pattern'>): boolean {
  return new RegExp(`^(?:${pattern})$`).test(value);
}
