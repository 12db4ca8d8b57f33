import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import * as bulkFigures from './bulk/figures.ts';
import { runBulks, runCampaign } from './campaign.ts';
import * as changesFigures from './changes/figures.ts';
import { play as playChanges } from './changes/play.ts';
import { figuresOf, tellViolations, toTable } from './figures.ts';
import * as outageFigures from './outage/figures.ts';
import { playOutage } from './outage/outage.ts';

const USAGE = `npm run chaos -- [--kills] [--bulks] [--changes] [--outage] [--seeds 1000] [--from 1] [--seed N] [--without-condition]

Four things that must not break the promise; all of them if none is named.
--kills: kills, faults and redeliveries against the functions as built.
--bulks: the same against files of random lines, their reader and its workers; a tenth as many seeds when it is not named.
--changes: the secret, the settings and the clock change between two tries, with faults and kills.
--outage: twelve hours of 502 with 10,000 pushes waiting; it has no seed.
--seed plays one seed again. --without-condition takes the condition out of the ledger's claim: then the kills have to fail.`;

function readArguments() {
  try {
    return parseArgs({
      options: {
        kills: { type: 'boolean', default: false },
        bulks: { type: 'boolean', default: false },
        changes: { type: 'boolean', default: false },
        outage: { type: 'boolean', default: false },
        seeds: { type: 'string', default: '1000' },
        from: { type: 'string', default: '1' },
        seed: { type: 'string' },
        'without-condition': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

function fail(message: string): never {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(1);
}

const values = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds) : 1;
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds) || seeds < 1) fail('Seeds are whole numbers.');
const isBroken = values['without-condition'];
const isAll = !values.kills && !values.bulks && !values.changes && !values.outage;

async function runKills(): Promise<string[]> {
  const played = await withBar((onPlayed) => runCampaign({ from, seeds, isBroken, onPlayed }));
  console.log(toTable(figuresOf(played)));
  return tellViolations(played);
}

async function runAllBulks(): Promise<string[]> {
  const some = values.bulks ? seeds : Math.ceil(seeds / 10);
  const played = await withBar((onPlayed) => runBulks({ from, seeds: some, onPlayed }), some);
  console.log(toTable(bulkFigures.figuresOf(played)));
  return bulkFigures.tellViolations(played);
}

async function runChanges(): Promise<string[]> {
  const played = await withBar(async (onPlayed) => {
    const all = [];
    for (let seed = from; seed < from + seeds; seed++) {
      all.push(await playChanges(seed));
      onPlayed();
    }
    return all;
  });
  console.log(toTable(changesFigures.figuresOf(played)));
  return changesFigures.tellViolations(played);
}

async function runOutage(policy: 'park' | 'resend'): Promise<string[]> {
  const outage = await playOutage({ pushes: 10_000, hours: 12, policy });
  console.log(`Twelve hours of 502 under \`${policy}\`:\n${toTable(outageFigures.figuresOf(outage))}`);
  return outageFigures.violationsOf(outage);
}

async function withBar<T>(work: (onPlayed: () => void) => Promise<T>, total = seeds): Promise<T> {
  const bar = new SingleBar({ format: '{bar} {value}/{total} seeds', clearOnComplete: true });
  if (process.stderr.isTTY) bar.start(total, 0);
  const done = await work(() => bar.increment());
  bar.stop();
  return done;
}

const violations = [
  ...(isAll || values.kills ? await runKills() : []),
  ...((isAll && !isBroken) || values.bulks ? await runAllBulks() : []),
  ...((isAll && !isBroken) || values.changes ? await runChanges() : []),
  ...((isAll && !isBroken) || values.outage ? [...(await runOutage('park')), ...(await runOutage('resend'))] : []),
];
for (const line of violations) console.error(line);
process.exitCode = violations.length > 0 ? 1 : 0;
