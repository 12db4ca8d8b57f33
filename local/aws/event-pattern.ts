import { BlockList, isIP } from 'node:net';

/** What `compilePattern` and `matches` throw for a pattern that EventBridge would not take. */
export class InvalidEventPatternError extends Error {
  override readonly name = 'InvalidEventPatternError';
}

type Test = (value: unknown) => boolean;

/** What one item in a list of a pattern accepts: some values, or that there is none. */
interface Matcher {
  readonly test: Test;
  readonly acceptsAbsence?: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** EventBridge's limit for numbers that are compared, either way. */
const MAX_NUMBER = 5e9;

/**
 * Whether EventBridge would send this event to a rule with this pattern.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html
 *
 * @throws InvalidEventPatternError
 */
export function matches(pattern: unknown, event: unknown): boolean {
  return compilePattern(pattern)(event);
}

/** The same for many events: says at once whether the pattern is valid. */
export function compilePattern(pattern: unknown): Test {
  return compileObject(pattern, '');
}

function compileObject(pattern: unknown, path: string): Test {
  if (!isObject(pattern)) throw invalid(path, 'has to be an object or a list');
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalid(path, 'may not be empty');
  const tests = entries.map(([key, value]) => compileMember(key, value, path === '' ? key : `${path}.${key}`));
  return (value) => objectsIn(value).some((object) => tests.every((test) => test(object)));
}

function compileMember(key: string, pattern: unknown, path: string): Test {
  if (key === '$or') return compileOr(pattern, path);
  const test = Array.isArray(pattern) ? compileLeaf(pattern, path) : compileObject(pattern, path);
  return (object) => test(Object.hasOwn(object as Json, key) ? (object as Json)[key] : undefined);
}

function compileOr(alternatives: unknown, path: string): Test {
  if (!Array.isArray(alternatives) || alternatives.length < 2) throw invalid(path, 'has to list two objects at least');
  const tests = alternatives.map((alternative) => compileObject(alternative, path));
  return (object) => tests.some((test) => test(object));
}

/** Lists in an event count as all that is in them, at any depth; an object in the place of a value is no value. */
function compileLeaf(items: readonly unknown[], path: string): Test {
  if (items.length === 0) throw invalid(path, 'may not be empty');
  const matchers = items.map((item) => compileItem(item, path));
  return (value) => {
    const values = flatten(value).filter((one) => one !== undefined && !isObject(one));
    return matchers.some(({ test, acceptsAbsence }) => values.some(test) || (acceptsAbsence && values.length === 0));
  };
}

/** Where the event has no object, an empty one stands in: `exists: false` holds in it. */
function objectsIn(value: unknown): Json[] {
  const objects = flatten(value).filter(isObject);
  return objects.length > 0 ? objects : [{}];
}

function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
}

function compileItem(item: unknown, path: string): Matcher {
  if (Array.isArray(item)) throw invalid(path, 'may not list lists');
  if (!isObject(item)) return { test: (value) => value === item };
  const [name, operand] = onlyEntry(item, path);
  if (name === 'exists') return exists(operand, path);
  if (name === 'anything-but') return { test: anythingBut(operand, path) };
  return { test: compileOperator(name, operand, path) };
}

function compileOperator(name: string, operand: unknown, path: string): Test {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!operator) throw invalid(path, `has an unknown operator, ${name}`);
  return operator(operand, `${path}: ${name}`);
}

const OPERATORS: Readonly<Record<string, (operand: unknown, path: string) => Test>> = {
  prefix: (operand, path) => affix(operand, path, (text, start) => text.startsWith(start)),
  suffix: (operand, path) => affix(operand, path, (text, end) => text.endsWith(end)),
  'equals-ignore-case': (operand, path) => textTest(operand, path, (text) => sameIgnoringCase(text, operand as string)),
  wildcard,
  numeric,
  cidr,
};

function exists(operand: unknown, path: string): Matcher {
  if (typeof operand !== 'boolean') throw invalid(`${path}: exists`, 'has to be true or false');
  return { test: () => operand, acceptsAbsence: !operand };
}

/** A string, or `{"equals-ignore-case": string}`. */
function affix(operand: unknown, path: string, has: (text: string, part: string) => boolean): Test {
  if (!isObject(operand)) return textTest(operand, path, (text) => has(text, operand as string));
  const [name, part] = onlyEntry(operand, path);
  if (name !== 'equals-ignore-case') throw invalid(path, `has an unknown operator, ${name}`);
  return textTest(part, path, (text) => has(text.toLowerCase(), (part as string).toLowerCase()));
}

function sameIgnoringCase(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Holds for strings only. */
function textTest(operand: unknown, path: string, test: (text: string) => boolean): Test {
  if (typeof operand !== 'string') throw invalid(path, 'has to be a string');
  return (value) => typeof value === 'string' && test(value);
}

function wildcard(operand: unknown, path: string): Test {
  const expression = typeof operand === 'string' ? toRegExp(operand, path) : undefined;
  return textTest(operand, path, (text) => expression?.test(text) ?? false);
}

function toRegExp(text: string, path: string): RegExp {
  const tokens = text.match(/\\.?|[^\\]/gsu) ?? [];
  const source = tokens.map((token, index) => {
    if (token === '*' && tokens[index - 1] === '*') throw invalid(path, 'may not have two asterisks in a row');
    if (token.startsWith('\\') && !['\\*', '\\\\'].includes(token)) throw invalid(path, 'may escape * and \\ only');
    return token === '*' ? '.*' : token.replace(/^\\/, '').replace(/[$()*+.?[\\\]^{|}]/, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 'su');
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** One comparison, or a lower and an upper bound in this order. */
function numeric(operand: unknown, path: string): Test {
  const terms: unknown[] = Array.isArray(operand) ? operand : [];
  const signs = terms.filter((_, index) => index % 2 === 0).join(' ');
  const bounds = terms.filter((_, index) => index % 2 === 1);
  if (!/^(=|[<>]=?|>=? <=?)$/.test(signs)) throw invalid(path, 'has to be a comparison, or a lower and an upper bound');
  if (bounds.length !== signs.split(' ').length || !bounds.every(isComparable)) {
    throw invalid(path, `has to compare with numbers from -${MAX_NUMBER} to ${MAX_NUMBER}`);
  }
  const [low = 0, high = 0] = bounds;
  if (bounds.length === 2 && low >= high) throw invalid(path, 'has to have a lower bound below the upper one');
  const comparisons = signs.split(' ').map((sign, index) => [COMPARISONS[sign], bounds[index] ?? 0] as const);
  return (value) => isComparable(value) && comparisons.every(([compare, bound]) => compare?.(value, bound));
}

function isComparable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_NUMBER;
}

function cidr(operand: unknown, path: string): Test {
  const [address = '', length = ''] = typeof operand === 'string' ? operand.split('/') : [];
  const maxLength = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (!/^\d{1,3}$/.test(length) || Number(length) > maxLength) throw invalid(path, 'has to be like 10.0.0.0/24');
  const network = new BlockList();
  network.addSubnet(address, Number(length), familyOf(address));
  return (value) => typeof value === 'string' && network.check(value, familyOf(value));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

const NEGATABLE = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** Strings or numbers, or one of four operators with a string or several: holds for every other value there is. */
function anythingBut(operand: unknown, parentPath: string): Test {
  const path = `${parentPath}: anything-but`;
  if (!isObject(operand)) return noneOf(operand, path);
  const [name, rest] = onlyEntry(operand, path);
  if (!NEGATABLE.includes(name)) throw invalid(path, `has an unknown operator, ${name}`);
  const texts = asList(rest);
  if (texts.length === 0 || texts.includes('')) throw invalid(path, 'may not be empty');
  const tests = texts.map((text) => compileOperator(name, text, path));
  return (value) => !tests.some((test) => test(value));
}

function noneOf(operand: unknown, path: string): Test {
  const values = asList(operand);
  const types = new Set(values.map((value) => typeof value));
  if (types.size !== 1 || !(types.has('string') || types.has('number'))) {
    throw invalid(path, 'has to be strings only or numbers only');
  }
  return (value) => !values.includes(value);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function onlyEntry(operand: Json, path: string): [string, unknown] {
  const [entry, ...others] = Object.entries(operand);
  if (!entry || others.length > 0) throw invalid(path, 'has to have one operator in each object');
  return entry;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, reason: string): InvalidEventPatternError {
  return new InvalidEventPatternError(`Event pattern is not valid. Reason: ${path || 'the pattern'} ${reason}.`);
}
