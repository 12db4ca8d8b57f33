/** What was made of a record: an item, not yet held against its schema, or what is wrong with it, in words without content. */
export type Reading = { readonly item: unknown } | { readonly reason: string };

export const EMPTY: Reading = { reason: 'must not be empty' };
