import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { SceneDone, SceneRow, StepDone } from './console/api.ts';

/** Inner widths: with four borders that is the 80 columns of a plain terminal. */
const WIDTHS = [24, 24, 28];

/** Scenes and how each of their steps ended, in 80 columns. */
export function drawScenes(
  played: readonly (readonly [SceneRow, SceneDone])[],
  { isColoured }: { readonly isColoured: boolean },
): string {
  const styled = (style: Parameters<typeof styleText>[0], text: string) =>
    isColoured ? styleText(style, text, { validateStream: false }) : text;
  const table = new Table({
    head: ['asked of the gateway', 'reached Batch', 'answered'],
    wordWrap: true,
    colWidths: WIDTHS,
    style: { head: [], border: isColoured ? ['grey'] : [] },
  });
  for (const [{ title }, { steps }] of played) {
    table.push([{ colSpan: WIDTHS.length, content: styled('bold', title) }]);
    for (const step of steps) table.push(cellsOf(step, styled));
  }
  return table.toString();
}

function cellsOf(
  { asked, reached, answered: [whole = '', ...rest], isAsItMust }: StepDone,
  styled: (style: 'green' | 'red', text: string) => string,
): string[] {
  const verdict = isAsItMust ? styled('green', whole) : styled('red', `NOT AS IT MUST: ${whole}`);
  return [asked, reached.join('\n') || 'nothing', [verdict, ...rest.map((line) => `· ${line}`)].join('\n')];
}
