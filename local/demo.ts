import { takeNoOptions } from '../tools/shared/no-options.mjs';
import type { SceneDone, SceneRow } from './console/api.ts';
import { type Stage as BuiltStage, buildStage } from './console/stage.ts';
import { drawScenes } from './demo-table.ts';

takeNoOptions(`npm run demo

Plays the scenes of the console (local/console/scenes.ts), in the stack of \`npm start\` if it runs on its usual port, else in one of its own, and
shows what reached Batch and what was answered. A scene that does not end as it must is a failure.`);

/** Where `npm start` serves its console unless told otherwise. */
const USUAL_URL = 'http://127.0.0.1:3000';

/** How long the stack there may take to answer, in milliseconds. Ours. */
const PROBE_MS = 5_000;

/** A stack with a console, where scenes can be played. */
interface Stage extends BuiltStage {
  readonly scenes: readonly SceneRow[];
}

/** The stack that runs already, so that whoever has its page open sees the scenes there. */
async function findStage(): Promise<Stage | undefined> {
  const scenes = await scenesOf(USUAL_URL).catch(() => undefined);
  return scenes && { url: USUAL_URL, scenes, leave: async () => {} };
}

async function buildOne(): Promise<Stage> {
  const built = await buildStage();
  return { ...built, scenes: await scenesOf(built.url) };
}

/** Throws if there is no console. */
async function scenesOf(url: string): Promise<SceneRow[]> {
  return answerOf(await fetch(`${url}/_console/api/scenes`, { signal: AbortSignal.timeout(PROBE_MS) }));
}

async function play(url: string, { name }: SceneRow): Promise<SceneDone> {
  return answerOf(await fetch(`${url}/_console/api/scenes/${name}`, { method: 'POST' }));
}

async function answerOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`The console answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

const found = await findStage();
const { url, scenes, leave } = found ?? (await buildOne());
try {
  // At once: while one waits for Batch the next goes on.
  const played = await Promise.all(scenes.map(async (scene) => [scene, await play(url, scene)] as const));
  console.log(drawScenes(played, { isColoured: Boolean(process.stdout.hasColors?.()) }));
  const failed = played.filter(([, { isAsItMust }]) => !isAsItMust).map(([{ title }]) => title);
  if (failed.length > 0) {
    process.exitCode = 1;
    console.log(`\nDid not end as it must: ${failed.join('; ')}.`);
    if (found) console.log(`Is something wrong there because somebody asked for it? See ${url}/_console/#/trouble`);
  }
} finally {
  await leave();
}
console.log(
  found
    ? `\nIt all happened in the stack that runs here. Look at it:\n\n  ${url}/_console/`
    : `\nNow \`npm start\`, and see it happen on phones, in requests and queues:\n\n  ${USUAL_URL}/_console/`,
);
