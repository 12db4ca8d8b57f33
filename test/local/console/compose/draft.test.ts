import { describe, expect, it } from 'vitest';
import { edited, nameOf, started, startedFrom, typed } from '../../../../local/console/page/parts/form/draft.ts';

const draft = started({ group_id: 'a' }, 'k1');

describe('a draft', () => {
  it('has the text of what the form says', () => {
    expect(JSON.parse(edited(draft, { group_id: 'b' }).text)).toEqual({ group_id: 'b' });
  });

  it('has the request that the text says, as it was typed', () => {
    expect(typed(draft, '{"odd":[1]}')).toMatchObject({ request: { odd: [1] }, text: '{"odd":[1]}' });
  });

  it.each(['{"group_id":', '[]', 'null', '7', ''])('keeps its request while the text is none: %j', (text) => {
    const broken = typed(draft, text);
    expect(broken).toMatchObject({ request: { group_id: 'a' }, text, textFault: expect.any(String) });
    expect(edited(broken, { group_id: 'b' })).not.toHaveProperty('textFault');
    expect(typed(broken, '{}')).not.toHaveProperty('textFault');
  });

  it('goes by the name that the request it was made from had inside', () => {
    const named = started({ idempotency_key: 'order-7', group_id: 'a' }, 'k1');
    expect(named).toMatchObject({ request: { group_id: 'a' }, key: 'order-7' });
    expect(startedFrom('{"idempotency_key":"order-8"}', 'k1', 1)).toMatchObject({ request: {}, key: 'order-8' });
  });

  it('is not sent under two names', () => {
    expect(nameOf(draft)).toBe('k1');
    expect(nameOf(typed(draft, '{"idempotency_key":"k2"}'))).toBeUndefined();
    expect(nameOf({ ...draft, key: '' })).toBeUndefined();
  });

  it('shows a request that is no JSON as it came', () => {
    expect(startedFrom('{"a"', 'k1', 1)).toMatchObject({ text: '{"a"', textFault: expect.any(String), version: 1 });
  });
});
