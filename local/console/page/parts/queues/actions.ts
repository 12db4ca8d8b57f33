import type { LetterAction, LetterRow } from '../../../api.ts';

/** What can be done with letters, the least risky first. */
export const ACTIONS: readonly LetterAction[] = ['retry', 'resend', 'discard'];

export const TITLES: Readonly<Record<LetterAction, string>> = { retry: 'Retry', resend: 'Resend', discard: 'Discard' };

export const counted = (count: number) => (count === 1 ? '1 letter' : `${count.toLocaleString('en')} letters`);

/** Those that an action would not leave where they are. */
export function takenBy(action: LetterAction, letters: readonly LetterRow[]): LetterRow[] {
  return letters.filter(({ actions }) => actions.includes(action));
}

/**
 * What an action risks, for who is asked to agree to it.
 *
 * @param effect of the letters' capability
 */
export function riskOf(action: LetterAction, letters: readonly LetterRow[], effect: string): string {
  if (action === 'discard') return 'They are deleted for good. Whatever of them was not sent yet is never sent.';
  if (action === 'resend') return `People may get the same twice: ${openQuestions(letters)}.`;
  return effect === 'once'
    ? 'Nothing is sent twice by that: the ledger knows what was accepted. What is too old for the ledger by now comes back as too-old.'
    : 'Repeating it does no harm, but it is carried out late: a newer update of the same values is overwritten.';
}

function openQuestions(letters: readonly LetterRow[]): string {
  const count = (reason: string) => letters.filter((letter) => letter.reason === reason).length;
  const [unknown, forgotten] = [count('unknown-outcome'), count('too-old')];
  return [
    ...(unknown > 0 ? [`nobody knows whether Batch took what ${counted(unknown)} asked for`] : []),
    ...(forgotten > 0 ? [`the ledger may have forgotten what was sent of ${counted(forgotten)}`] : []),
  ].join(', and ');
}
