import { SeenIds } from './seen-ids.ts';

/** Among which an id counts once: those of the file, those of its part, or none, since items are no ids. */
export type Unique = 'in-file' | 'in-part' | 'never';

/** Tells ids that repeat. */
export interface Repeats {
  /** Whether an id repeats one that was asked about before. */
  isRepeated(id: string): boolean;
  /** A part begins with the id that was asked about last. */
  beginPart(id: string): void;
}

export function repeatsOf(unique: Unique): Repeats {
  if (unique === 'in-file') return inFile();
  return unique === 'in-part' ? inPart() : NONE;
}

const NONE: Repeats = { isRepeated: () => false, beginPart() {} };

function inFile(): Repeats {
  const seen = new SeenIds();
  return { isRepeated: (id) => !seen.add(id), beginPart() {} };
}

function inPart(): Repeats {
  const seen = new Set<string>();
  return {
    isRepeated: (id) => seen.size === seen.add(id).size,
    beginPart(id) {
      seen.clear();
      seen.add(id);
    },
  };
}
