import { createDice, type Dice } from '../random.ts';
import { BULK_KINDS, type BulkKind } from './kinds.ts';

/** What lines come to, worked out beside the code that is tried. */
export interface Expected {
  readonly lines: number;
  readonly items: number;
  readonly repeated: number;
  readonly refused: number;
  /** Ids, by part. */
  readonly parts: readonly (readonly string[])[];
}

/** A bulk that is played under one seed, faults aside. */
export interface BulkScenario {
  readonly seed: number;
  readonly kind: BulkKind;
  readonly policy: 'park' | 'resend';
  readonly apps: readonly string[];
  readonly start: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly expected: Expected;
  /** Before which round it is called off, if it is. */
  readonly cancelledAt: number | undefined;
  /** Faults in a hundred exchanges of whatever kind. */
  readonly faultPercent: number;
}

/** A line that is an item, or none. */
type Line = { readonly id: string } | 'refused' | 'empty';

const MOST_LINES = 60;

export function makeBulkScenario(seed: number): BulkScenario {
  const dice = createDice('bulk', seed);
  const kind = dice.pick(BULK_KINDS);
  const format = dice.pick(kind.formats);
  const lines = Array.from({ length: dice.roll(MOST_LINES) }, () => makeLine(seed, dice));
  const unique = kind.isIds && dice.isLucky(50);
  const pace = 1 + dice.roll(12);
  const apps = kind.aliases.filter(() => dice.isLucky(60));
  return {
    seed,
    kind,
    policy: dice.isLucky(70) ? 'park' : 'resend',
    apps: apps.length > 0 ? apps : kind.aliases,
    start: {
      capability: kind.capability,
      request: { ...kind.request, ...(apps.length > 0 && { [kind.accounts]: apps }) },
      file: { key: 'lines', format },
      ...(kind.isIds && { unique }),
      pace_per_minute: pace,
    },
    file: fileOf(lines, kind, format),
    expected: expectedOf(lines, pace, kind.isIds ? (unique ? 'file' : 'part') : 'never'),
    cancelledAt: dice.isLucky(20) ? dice.roll(6) : undefined,
    faultPercent: dice.pick([4, 12, 30]),
  };
}

/** Of few people, so that some stand there twice. */
function makeLine(seed: number, dice: Dice): Line {
  if (dice.isLucky(10)) return 'refused';
  return dice.isLucky(5) ? 'empty' : { id: `s${seed}-u${dice.roll(40)}` };
}

function fileOf(lines: readonly Line[], { header, lineOf }: BulkKind, format: 'csv' | 'ndjson'): string {
  const texts = lines.map((line) => {
    if (line === 'empty') return '';
    // More cells than the header has, and no JSON.
    return line === 'refused' ? 'a,b,c,d' : lineOf(line.id, format);
  });
  return [...(format === 'csv' ? [header] : []), ...texts].join('\n');
}

function expectedOf(lines: readonly Line[], most: number, unique: 'file' | 'part' | 'never'): Expected {
  const parts: string[][] = [];
  let seen = new Set<string>();
  let repeated = 0;
  for (const line of lines) {
    if (typeof line === 'string') continue;
    const { id } = line;
    const isRepeated = unique !== 'never' && seen.has(id);
    if (isRepeated) repeated += 1;
    else {
      const last = parts.at(-1);
      if (last && last.length < most) last.push(id);
      else {
        parts.push([id]);
        if (unique === 'part') seen = new Set();
      }
      seen.add(id);
    }
  }
  const refused = lines.filter((line) => line === 'refused').length;
  const items = parts.flat().length;
  return { lines: items + repeated + refused, items, repeated, refused, parts };
}
