import type { LetterRow } from '../../../api.ts';
import { ACTIONS, counted, TITLES, takenBy } from './actions.ts';
import type { Question } from './confirm.tsx';

/** What can be done with the letters that are chosen, or with all if none is. */
export function Toolbar({
  all,
  chosen,
  onAsk,
}: {
  readonly all: readonly LetterRow[];
  readonly chosen: readonly LetterRow[];
  onAsk(question: Question): void;
}) {
  const meant = chosen.length > 0 ? chosen : all;
  return (
    <fieldset class="row toolbar">
      <legend>{chosen.length > 0 ? `${counted(chosen.length)} chosen` : `All: ${counted(all.length)}`}</legend>
      {ACTIONS.map((action) => {
        const letters = takenBy(action, meant);
        return (
          <button key={action} type="button" disabled={letters.length === 0} onClick={() => onAsk({ action, letters })}>
            {TITLES[action]} {letters.length > 0 && counted(letters.length)}
          </button>
        );
      })}
    </fieldset>
  );
}
