import { formatProblems, getTotals, lint, loadConfig } from '@redocly/openapi-core';

// Not the command line of the same maker, which brings 30 MB, asks for newer versions and prints ten lines about Node 20.
const problems = await lint({ ref: 'openapi.json', config: await loadConfig() });
formatProblems(problems, { totals: getTotals(problems), version: '' });
process.exitCode = problems.length > 0 ? 1 : 0;
