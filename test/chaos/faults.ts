import { chance, weighted } from './random.ts';

/** What the function is at when it talks to somebody. */
export type Step = 'claim' | 'call' | 'settle' | 'dead letter' | 'file' | 'part' | 'note' | 'other';

/** How one exchange of the function fares. */
export type Fate =
  | 'through'
  /** The process is killed, and nothing has happened. */
  | 'killed before'
  /** It happens, and the process is killed before it hears of it. */
  | 'killed during'
  /** It happens, the process hears of it and is killed. */
  | 'killed after'
  | 'refused'
  | 'lost before'
  | 'lost after'
  /** Nobody answers; of what should happen, one happens and the other doesn't. */
  | 'silent before'
  | 'silent after';

const KILLS = { 'killed before': 3, 'killed during': 3, 'killed after': 3 };

const FAULTS: Readonly<Record<Step, Partial<Record<Fate, number>>>> = {
  claim: { ...KILLS, refused: 5, 'lost before': 2, 'lost after': 3, 'silent after': 0.3 },
  call: { ...KILLS, refused: 8, 'lost before': 2, 'lost after': 3, 'silent before': 2, 'silent after': 3 },
  settle: { ...KILLS, refused: 5, 'lost before': 2, 'lost after': 3, 'silent before': 0.3 },
  'dead letter': { ...KILLS, refused: 3, 'lost before': 2, 'lost after': 2 },
  file: { ...KILLS, refused: 5, 'lost before': 2, 'lost after': 2 },
  part: { ...KILLS, refused: 3, 'lost before': 2, 'lost after': 2 },
  note: { ...KILLS, refused: 3, 'lost before': 2, 'lost after': 2 },
  other: { 'killed before': 2, refused: 1 },
};

/** There are far more claims than calls, and far more calls than dead letters: each step is to have its share. */
const SHARE: Readonly<Record<Step, number>> = {
  claim: 0.5,
  call: 2,
  settle: 1.5,
  'dead letter': 2.5,
  file: 2,
  part: 2,
  note: 0.8,
  other: 0.3,
};

/** How an exchange fares, by the seed and what it is about alone: never by the order in which things arrive. */
export function drawFate(seed: number, percent: number, step: Step, subject: string, occurrence: number): Fate {
  if (chance('fault', seed, step, subject, occurrence) * 100 >= percent * SHARE[step]) return 'through';
  return weighted(FAULTS[step] as Record<Fate, number>, chance('kind', seed, step, subject, occurrence));
}

/** What Batch says when it refuses, by weight. 500 may or may not have carried the call out. */
const REFUSALS = { 400: 2, 429: 4, 500: 3, '500 carried out': 3, 503: 4, 403: 1 };
export type Refusal = keyof typeof REFUSALS;

export function drawRefusal(seed: number, subject: string, occurrence: number): Refusal {
  return weighted(
    REFUSALS as Record<string, number>,
    chance('refusal', seed, subject, occurrence),
  ) as unknown as Refusal;
}
