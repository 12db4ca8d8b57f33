import type { ComponentChildren } from 'preact';

/** Entries that a cell shows; an open row has all. Ours. */
const SHOWN = 5;

/** The first entries of a list, and how many more there are. */
export function Cut<T>({ all, children }: { readonly all: readonly T[]; children(one: T): ComponentChildren }) {
  return (
    <ul class="cut">
      {all.slice(0, SHOWN).map((one, index) => (
        <li key={index}>{children(one)}</li>
      ))}
      {all.length > SHOWN && <li class="soft">and {(all.length - SHOWN).toLocaleString('en')} more</li>}
    </ul>
  );
}

/** Names and values. */
export function Members({ of }: { readonly of: Readonly<Record<string, unknown>> }) {
  const all = Object.entries(of);
  return all.length === 0 ? null : (
    <Cut all={all}>
      {([name, value]) => (
        <>
          <span class="soft">{name}</span> {told(value)}
        </>
      )}
    </Cut>
  );
}

function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
