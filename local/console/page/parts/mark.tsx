/** How good each fate, state of the ledger or outcome is, by the classes of base.css. */
const TONES: Readonly<Record<string, string>> = {
  accepted: 'good',
  done: 'good',
  planned: 'soft',
  queued: 'wait',
  running: 'wait',
  waiting: 'wait',
  sending: 'wait',
  deferred: 'wait',
  partial: 'odd',
  unknown: 'odd',
  rejected: 'bad',
  refused: 'bad',
  failed: 'bad',
};

/** A fate, in its colour and by its name: colour alone says nothing. */
export function Mark({ of }: { readonly of: string }) {
  return <span class={`mark ${TONES[of] ?? 'soft'}`}>{of}</span>;
}
