import { tellDuration } from '../../../../../tools/shared/duration.ts';
import type { LetterAction, LetterRow } from '../../../api.ts';
import { Fold } from '../fold.tsx';
import { Json } from '../json.tsx';
import { useNow } from '../now.ts';
import { ACTIONS, TITLES } from './actions.ts';
import { reasonOf } from './reasons.ts';

/** Ages are told in minutes. */
const AGE_MS = 30_000;

/** One dead letter: why it lies there, what it asks for, and what can be done with it. */
export function Letter({
  of: { id, name, reason, detail, sentAt, since, bytes, body, actions },
  isChosen,
  onChoose,
  onAsk,
}: {
  readonly of: LetterRow;
  readonly isChosen: boolean;
  onChoose(isChosen: boolean): void;
  onAsk(action: LetterAction): void;
}) {
  const now = useNow(AGE_MS);
  const { means, first } = reasonOf(reason);
  return (
    <>
      <label class="row">
        <input type="checkbox" checked={isChosen} onChange={(event) => onChoose(event.currentTarget.checked)} />
        <strong class="mono">{name || id}</strong>
        <span class="mark bad">{reason}</span>
      </label>
      <p>{means}</p>
      <p class="soft">{first}</p>
      {detail !== '' && <p class="mono letter-detail">{detail}</p>}
      <p class="soft">
        A dead letter for {tellDuration(now - sentAt)}, first sent {tellDuration(now - since)} ago,{' '}
        {bytes.toLocaleString('en')} bytes.
      </p>
      <Fold title="The message">{() => <Json text={body} />}</Fold>
      <div class="row">
        {ACTIONS.filter((action) => actions.includes(action)).map((action) => (
          <button
            key={action}
            type="button"
            aria-label={`${TITLES[action]} ${name || id}`}
            onClick={() => onAsk(action)}
          >
            {TITLES[action]}
          </button>
        ))}
        <span class="mono soft">{id}</span>
      </div>
    </>
  );
}
