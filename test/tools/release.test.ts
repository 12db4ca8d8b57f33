import { describe, expect, it } from 'vitest';
import { inText } from '../../resources/capabilities/settings.ts';
import { decideAll, type Variant } from '../../tools/release/decide.ts';
import { markerOf, unmark } from '../../tools/release/markers.ts';
import { type Json, NO_VALUE, type Template } from '../../tools/release/template.ts';

const templateOf = (Resources: Json): Template => ({ Resources, Outputs: {}, Conditions: {} });

/** What is made of a resource's property that is one thing in the base, and others in variants A, B and so on. */
function decided(base: Json, ...others: Json[]): Json {
  const conditions = [['A', 'A2'], ['B']] as [string, ...string[]][];
  const variants = others.map((value, index): Variant<Template> => {
    return { value: templateOf({ One: { Property: value } }), conditions: conditions[index] ?? ['C'] };
  });
  return decideAll(templateOf({ One: { Property: base } }), variants).Resources['One'].Property;
}

describe('one template in place of several', () => {
  it('leaves what all have in common, and lets a condition decide where one differs', () => {
    const is = (size: number, name?: string) => ({ size, kind: 'x', ...(name && { name }) });
    expect(decided(is(1), is(2), is(1, 'b'))).toEqual({
      size: { 'Fn::If': ['A', 2, 1] },
      kind: 'x',
      name: { 'Fn::If': ['B', 'b', NO_VALUE] },
    });
  });

  it('takes a function of CloudFormation whole', () => {
    const [one, other] = [{ Ref: 'X' }, { 'Fn::GetAtt': ['Y', 'Arn'] }];
    expect(decided(one, other)).toEqual({ 'Fn::If': ['A', other, one] });
  });

  it('puts into a list what comes in between, each piece by its own condition, at the place where it stood', () => {
    expect(decided(['x', 'y'], ['x', 'a', 'a2', 'y'], ['x', 'y', 'b'])).toEqual([
      'x',
      { 'Fn::If': ['A', 'a', NO_VALUE] },
      { 'Fn::If': ['A2', 'a2', NO_VALUE] },
      'y',
      { 'Fn::If': ['B', 'b', NO_VALUE] },
    ]);
  });

  it('looks into items of lists that are as long as the base’s', () => {
    expect(decided([{ size: 1 }], [{ size: 2 }], [{ size: 1 }, 'b'])).toEqual([
      { size: { 'Fn::If': ['A', 2, 1] } },
      { 'Fn::If': ['B', 'b', NO_VALUE] },
    ]);
  });

  it('makes a resource only where a variant has it', () => {
    const added = { value: templateOf({ Two: { Type: 'X' } }), conditions: ['A'] } as const;
    expect(decideAll(templateOf({}), [added]).Resources).toEqual({ Two: { Type: 'X', Condition: 'A' } });
    expect(() => decideAll(templateOf({}), [added, added])).toThrow(/Two/);
  });

  it('leaves a resource out where variants lack it, whichever of them holds', () => {
    const base = templateOf({ Two: { Type: 'X', Size: 1 } });
    const variant = (resources: Json, condition: string) => ({
      value: templateOf(resources),
      conditions: [condition] as [string],
    });
    const one = decideAll(base, [variant({}, 'A')]);
    expect(one.Resources['Two']).toEqual({ Type: 'X', Size: 1, Condition: 'UnlessA' });
    expect(one.Conditions['UnlessA']).toEqual({ 'Fn::Not': [{ Condition: 'A' }] });
    const both = decideAll(base, [variant({}, 'A'), variant({}, 'B'), variant({ Two: { Type: 'X', Size: 2 } }, 'C')]);
    expect(both.Resources['Two']).toEqual({ Type: 'X', Size: { 'Fn::If': ['C', 2, 1] }, Condition: 'UnlessAOrB' });
    expect(both.Conditions['UnlessAOrB']).toEqual({
      'Fn::Not': [{ 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] }],
    });
  });

  it('is not made where a condition over conditions would have to decide', () => {
    expect(() => decided('x', 'a', 'b')).toThrow(/Two variants/);
    expect(() => decided(['x', 'y'], ['x'])).toThrow(/lacks "y"/);
  });
});

describe('a marker', () => {
  const marker = markerOf('Stage');

  it('becomes a reference where it stands alone, and is filled in where it stands in a text', () => {
    expect(unmark([marker, `a-${marker}-b`, 7, null], {})).toEqual([
      { Ref: 'Stage' },
      { 'Fn::Sub': `a-${inText('Stage')}-b` },
      7,
      null,
    ]);
  });

  it('leaves a text’s own dollars as they are, which are references in a `!Sub` alone', () => {
    expect(unmark(`${inText('x')} ${marker}`, {})).toEqual({ 'Fn::Sub': `${inText('!x')} ${inText('Stage')}` });
    expect(unmark({ 'Fn::Sub': `${inText('Id')} ${marker}` }, {})).toEqual({
      'Fn::Sub': `${inText('Id')} ${inText('Stage')}`,
    });
    expect(unmark({ 'Fn::Sub': inText('Id') }, {})).toEqual({ 'Fn::Sub': inText('Id') });
  });

  it('may stand for more than a parameter', () => {
    const expressions = { Stage: { 'Fn::Select': [0, 'x'] } };
    expect(unmark(marker, expressions)).toEqual(expressions.Stage);
    expect(unmark(`a-${marker}`, expressions)).toEqual({ 'Fn::Sub': [`a-${inText('Stage')}`, expressions] });
  });
});
