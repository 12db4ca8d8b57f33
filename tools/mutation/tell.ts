import Table from 'cli-table3';
import type { Room } from './rooms.ts';
import { scoreOf } from './score.ts';
import type { Mutant } from './try-room.ts';

/** A room and what came of it. */
export interface Tried {
  readonly room: Room;
  readonly mutants: readonly Mutant[];
}

/** A line for each room. */
export function tellScores(tried: readonly Tried[]): string {
  const table = new Table({
    head: ['room', 'mutants', 'killed', 'timed out', 'survived', 'not reached', 'left out', 'score', 'bar'],
    style: { head: [], border: [], compact: true },
  });
  for (const { room, mutants } of tried) {
    const { killed, timedOut, survived, uncovered, leftOut, percent } = scoreOf(mutants);
    const bar = room.bar === undefined ? '–' : `${room.bar} %`;
    const score = `${percent.toFixed(1)} %`;
    table.push([room.name, mutants.length, killed, timedOut, survived, uncovered, leftOut, score, bar]);
  }
  return table.toString();
}

/** What no test noticed, a line each. */
export function tellSurvivors(mutants: readonly Mutant[]): string {
  return mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(
      ({ place, mutator, replacement }) => `${place}  ${mutator}  ${replacement.replaceAll(/\s+/g, ' ').slice(0, 100)}`,
    )
    .join('\n');
}

export const isUnderItsBar = ({ room, mutants }: Tried): boolean =>
  room.bar !== undefined && scoreOf(mutants).percent < room.bar;
