import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readService } from '../../local/service.ts';
import { type Played, play } from './play.ts';
import { createWorld } from './world.ts';

const BUNDLE = resolve(import.meta.dirname, '..', '..', 'dist', 'transactional-send', 'index.js');

/** Worlds side by side: most of a game is waiting for processes. */
const WORLDS = 4;

/** The ledger's conditional write as it stands in the bundle, and the same without its condition. */
const CONDITION = 'claimable(entry,terms,now())';

export interface CampaignOptions {
  readonly from: number;
  readonly seeds: number;
  /** Takes the condition out of the ledger's claim, to see what it is good for. */
  readonly isBroken?: boolean;
  onPlayed?(played: Played): void;
}

/** Plays many seeds on the function as built. */
export async function runCampaign({ from, seeds, isBroken = false, onPlayed }: CampaignOptions): Promise<Played[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  const bundle = join(folder, 'index.cjs');
  if (isBroken) writeFileSync(bundle, withoutCondition(readFileSync(BUNDLE, 'utf8')));
  else cpSync(BUNDLE, bundle);
  const { tables } = await readService();
  const waiting = Array.from({ length: seeds }, (_, index) => from + index);
  const played: Played[] = [];

  async function work(): Promise<void> {
    const world = await createWorld(bundle, tables);
    try {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        const one = await play(world, seed);
        played.push(one);
        onPlayed?.(one);
      }
    } finally {
      await world.stop();
    }
  }

  try {
    await Promise.all(Array.from({ length: Math.min(WORLDS, seeds) }, work));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return played.sort((one, other) => one.scenario.seed - other.scenario.seed);
}

function withoutCondition(bundle: string): string {
  if (!bundle.includes(CONDITION)) throw new Error(`The bundle has no ${CONDITION} to take out.`);
  return bundle.replace(CONDITION, '{}');
}

/** What must never be. Under `resend` repeats are what was asked for. */
export function violationsOf({ scenario, lost, repeated, unfinished, faultyLetters }: Played): string[] {
  return [
    ...(scenario.policy === 'park' ? repeated.map((push) => `accepted twice: ${push}`) : []),
    ...lost.map((name) => `lost: ${name}`),
    ...unfinished.map((name) => `never ended: ${name}`),
    ...faultyLetters.map((letter) => `a faulty dead letter: ${letter}`),
  ];
}
