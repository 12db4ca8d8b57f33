import { billedMs, coresOf, lambdaPrice } from './cost.ts';
import { dollars, number } from './format.ts';
import type { Metering, Way } from './metering.ts';

/** From the least that Lambda has to one whole core. */
const SETTINGS_MB = [128, 256, 512, 1024, 1769];

const WAYS: readonly Way[] = [
  'http, one by one',
  'queue, one message each, its own text',
  'queue, custom data, one message each',
];

/** Which memory setting pays: CPU comes with memory, and so does the price of waiting. By arithmetic, from measured CPU time. */
export function memoryTable(meterings: readonly Metering[]): string[][] {
  const shown = meterings.filter(({ way }) => WAYS.includes(way));
  const head = [
    'memory',
    'share of a core',
    ...shown.map(({ way, people }) => `${way}, ${number(people)} per invocation`),
  ];
  const rows = SETTINGS_MB.map((memoryMb) => [
    `${memoryMb} MB`,
    number(coresOf(memoryMb)),
    ...shown.map((metering) => priceCell(metering, memoryMb)),
  ]);
  return [head, ...rows];
}

function priceCell(metering: Metering, memoryMb: number): string {
  const ms = billedMs(metering, memoryMb);
  return `${number(ms)} ms, ${dollars((lambdaPrice(ms, memoryMb) * 1_000_000) / metering.people)}`;
}
