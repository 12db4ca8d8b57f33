import { resolve } from 'node:path';
import { keep, readKept, stateOfCode } from './mutation/kept.ts';
import { ROOMS, type Room } from './mutation/rooms.ts';
import { isUnderItsBar, type Tried, tellScores, tellSurvivors } from './mutation/tell.ts';
import { tryRoom } from './mutation/try-room.ts';
import { takeNoOptions } from './shared/no-options.mjs';

takeNoOptions(`npm run mutation

Breaks lib/ in thousands of small ways, one at a time, and looks whether a test of test/lib notices. Tells what none noticed, and
how many of a hundred were, room by room; fails where that is under the bar of a room that decides about sending.

Each finished room is kept in .mutation/, with a page to read in. A run that was broken off goes on with the room it was in; after
a change, what neither the code nor its tests changed is not tried again. That can't see a change that acts from afar: for a figure to
quote, delete .mutation/ first.`);

process.chdir(resolve(import.meta.dirname, '..'));
const state = stateOfCode();

const tried: Tried[] = [];
try {
  for (const room of ROOMS) tried.push({ room, mutants: readKept(room.name, state) ?? (await tryAndKeep(room)) });
} finally {
  // Of the rooms before one that fails, too.
  for (const { mutants } of tried) console.log(tellSurvivors(mutants));
  console.log(tellScores(tried));
}
process.exitCode = tried.some(isUnderItsBar) ? 1 : 0;

async function tryAndKeep(room: Room) {
  const mutants = await tryRoom(room);
  keep(room.name, state, mutants);
  return mutants;
}
