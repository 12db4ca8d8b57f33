import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { build } from '../../build.mjs';
import { readService } from '../../local/service.ts';
import { type PlayedBulk, playBulk } from './bulk/play.ts';
import { type Played, play } from './play.ts';
import { createWorld, type World } from './world.ts';

/** Worlds side by side: most of a game is waiting for processes. */
const WORLDS = 2;

/** The ledger's claim and its condition, as its source has them. */
const CLAIM = 'tryToClaim(record, isFree(this.#now())';

export interface CampaignOptions {
  readonly from: number;
  readonly seeds: number;
  /** Takes the condition out of the ledger's claim, to see what it is good for. */
  readonly isBroken?: boolean;
  onPlayed?(): void;
}

type Play<T> = (world: World, seed: number) => Promise<T>;

/** Plays many seeds on the functions as built, each as `playOne` has it. They come in the order of the seeds. */
async function runSeeds<T>(
  playOne: Play<T>,
  { from, seeds, isBroken = false, onPlayed }: CampaignOptions,
): Promise<T[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  await build({ outdir: folder, plugins: isBroken ? [withoutCondition] : [] });
  const bundleOf = (capability: string) => join(folder, capability, 'index.js');
  const { tables } = await readService();
  const waiting = Array.from({ length: seeds }, (_, index) => from + index);
  const played = new Map<number, T>();

  async function work(): Promise<void> {
    const world = await createWorld(bundleOf, tables);
    try {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        played.set(seed, await playOne(world, seed));
        onPlayed?.();
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
  return [...played].sort(([one], [other]) => one - other).map(([, one]) => one);
}

/** Requests, in batches and over HTTP. */
export function runCampaign(options: CampaignOptions): Promise<Played[]> {
  return runSeeds(play, options);
}

/** Bulks, from the file on. */
export function runBulks(options: CampaignOptions): Promise<PlayedBulk[]> {
  return runSeeds(playBulk, options);
}

const withoutCondition: Plugin = {
  name: 'without-condition',
  setup({ onLoad }) {
    onLoad({ filter: /\/lib\/ledger\/ledger\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes(CLAIM)) throw new Error(`${path} has no ${CLAIM} to take the condition out of.`);
      return { contents: source.replace(CLAIM, 'tryToClaim(record, {}'), loader: 'ts' };
    });
  },
};

/** What must never be. Under `resend` repeats are what was asked for. */
export function violationsOf({ scenario, lost, repeated, unfinished, faultyLetters }: Played): string[] {
  return [
    ...(scenario.policy === 'park' ? repeated.map((push) => `accepted twice: ${push}`) : []),
    ...lost.map((name) => `lost: ${name}`),
    ...unfinished.map((name) => `never ended: ${name}`),
    ...faultyLetters.map((letter) => `a faulty dead letter: ${letter}`),
  ];
}
