import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { runCampaign } from './campaign.ts';
import { tellViolations, toTable } from './figures.ts';

const USAGE = `npm run chaos -- [--seeds 1000] [--from 1] [--seed N] [--without-condition]

Kills, faults and redeliveries against the functions as built. --seed plays one seed again.
--without-condition takes the condition out of the ledger's claim: then it has to fail.`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    'without-condition': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds) : 1;
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds) || seeds < 1) {
  console.error(`Seeds are whole numbers.\n\n${USAGE}`);
  process.exit(1);
}

const bar = new SingleBar({ format: '{bar} {value}/{total} seeds', clearOnComplete: true });
if (process.stderr.isTTY) bar.start(seeds, 0);
const played = await runCampaign({
  from,
  seeds,
  isBroken: values['without-condition'],
  onPlayed: () => bar.increment(),
});
bar.stop();
console.log(toTable(played));
const violations = tellViolations(played);
for (const line of violations) console.error(line);
process.exitCode = violations.length > 0 ? 1 : 0;
