import { useEffect, useRef } from 'preact/hooks';
import type { LetterAction, LetterRow } from '../../../api.ts';
import { counted, riskOf, TITLES } from './actions.ts';

/** What a person is asked to agree to. */
export interface Question {
  readonly action: LetterAction;
  readonly letters: readonly LetterRow[];
}

/** Asks, and says what is at risk. Closed in whatever way, it is a no. */
export function Confirm({
  question: { action, letters },
  effect,
  onAnswer,
}: {
  readonly question: Question;
  readonly effect: string;
  onAnswer(isAgreed: boolean): void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const title = `${TITLES[action]} ${counted(letters.length)}`;
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby="question" onClose={() => onAnswer(false)}>
      <h2 id="question">{title}?</h2>
      <p>{riskOf(action, letters, effect)}</p>
      <div class="row">
        <button type="button" onClick={() => onAnswer(false)}>
          Leave as it is
        </button>
        <button type="button" class="main" onClick={() => onAnswer(true)}>
          {title}
        </button>
      </div>
    </dialog>
  );
}
