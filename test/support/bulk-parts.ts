import type { BulkWorld } from './bulk-world.ts';

/** A part as a worker finds it on the queue of pushes. */
export interface FoundPart {
  readonly name: string;
  readonly ids: readonly string[];
}

/** All parts on the queue of pushes, in the order in which they came there. */
export function partsIn(world: BulkWorld): FoundPart[] {
  return world.on('pushes').map(({ body, attributes }) => ({
    name: attributes?.['idempotency_key'] ?? '',
    ids: JSON.parse(body).recipients.custom_ids,
  }));
}

/** Each part once, by its name. Throws if two of one name are not the same. */
export function distinctPartsIn(world: BulkWorld): string[] {
  const parts = new Map<string, string>();
  for (const { name, ids } of partsIn(world)) {
    const text = ids.join();
    if ((parts.get(name) ?? text) !== text) throw new Error(`${name} was cut twice, and differently.`);
    parts.set(name, text);
  }
  return [...parts].sort(([one], [other]) => numberOf(one) - numberOf(other)).map(([, text]) => text);
}

function numberOf(name: string): number {
  return Number(name.split('#')[1]);
}

/** Lines of NDJSON, an id each: `u0` to one below. */
export function linesOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `"u${index}"\n`).join('');
}
