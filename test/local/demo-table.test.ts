import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import type { SceneDone, SceneRow } from '../../local/console/api.ts';
import { drawScenes } from '../../local/demo-table.ts';

const scene: SceneRow = { name: 'a', title: 'A title that says in many words what the scene is about', watchFor: '' };
const step = {
  asked: 'a push with a very long explanation of what it is that is being asked for',
  request: 'r',
  ms: 1,
  reached: ['android: 10,000 recipients → 201', 'an-alias-of-thirty-two-letters-00: 1 recipient → no answer'],
  answered: [
    '207 partial',
    'android: unknown (A_NAME_LONGER_THAN_ANY_COLUMN_IS_WIDE)',
    `/recipients/${'x'.repeat(200)}: is faulty`,
  ],
  isAsItMust: true,
};
const done = (isAsItMust: boolean): SceneDone => ({ name: 'a', steps: [{ ...step, isAsItMust }], isAsItMust });

it.each([true, false])('fits 80 columns, whatever stands in it (coloured: %s)', (isColoured) => {
  const lines = stripVTControlCharacters(drawScenes([[scene, done(true)]], { isColoured })).split('\n');
  expect(Math.max(...lines.map((line) => [...line].length))).toBe(80);
});

it('has colours only where they are wanted, and says the same without', () => {
  const [plain, coloured] = [false, true].map((isColoured) => drawScenes([[scene, done(false)]], { isColoured }));
  expect(plain).toBe(stripVTControlCharacters(plain ?? ''));
  expect(coloured).not.toBe(plain);
  expect(stripVTControlCharacters(coloured ?? '')).toBe(plain);
});

it('says in words which step did not end as it must', () => {
  expect(drawScenes([[scene, done(false)]], { isColoured: false })).toContain('NOT AS IT MUST');
  expect(drawScenes([[scene, done(true)]], { isColoured: false })).not.toContain('NOT AS IT MUST');
});
