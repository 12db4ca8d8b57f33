import { useState } from 'preact/hooks';
import type { LetterAction, LetterRow, LettersDone, QueueRow } from '../../../api.ts';
import { about } from '../../live.ts';
import { to } from '../../route.ts';
import { post } from '../../server.ts';
import { useLoaded } from '../loaded.ts';
import { Said, useOrder } from '../order.tsx';
import { useThrottled } from '../throttled.ts';
import { counted } from './actions.ts';
import { Confirm, type Question } from './confirm.tsx';
import { Depth } from './depth.tsx';
import { Letter } from './letter.tsx';
import { Toolbar } from './toolbar.tsx';

/** To read the letters of a queue takes a second or two, while others can't. */
const NEWS_MS = 3_000;

/** Letters shown at once, and more at a press. Ours. */
const STEP = 50;

/** A queue that is open: its dead letters, and what can be done with them. */
export function LettersView({ of }: { readonly of: QueueRow }) {
  const { capability = '', deadLetters } = of;
  const order = useOrder();
  const [rounds, setRounds] = useState(0);
  const [question, setQuestion] = useState<Question>();
  const count = useThrottled(deadLetters, NEWS_MS);
  const { data, error } = useLoaded<LetterRow[]>(`letters/${encodeURIComponent(capability)}`, `${count} ${rounds}`);
  const carryOut = ({ action, letters }: Question) =>
    order.run(async () => {
      const ids = letters.map(({ id }) => id);
      const done = await post<LettersDone>(`letters/${encodeURIComponent(capability)}`, { action, ids });
      setRounds(rounds + 1);
      return told(action, done);
    });
  return (
    <>
      <p>
        <a href={to(['queues'])}>← All queues</a>
      </p>
      <h1>{capability}</h1>
      <p class="lead">
        What waits on this queue, and its dead letters, the oldest first. Retry, resend or discard one, those you
        choose, or all.
      </p>
      <Depth of={of} />
      <h2>Dead letters</h2>
      <Said of={order} doing="Under way…" />
      {error !== undefined && <p class="bad">{error}</p>}
      {!data && error === undefined && <p>Reading the letters…</p>}
      {data?.length === 0 && <Empty />}
      {data && data.length > 0 && (
        <fieldset class="letters-room" disabled={order.isBusy} aria-label="Dead letters">
          <Letters all={data} onAsk={setQuestion} />
        </fieldset>
      )}
      {question && (
        <Confirm
          question={question}
          effect={about.value?.capabilities.find(({ name }) => name === capability)?.effect ?? 'once'}
          onAnswer={(isAgreed) => {
            setQuestion(undefined);
            if (isAgreed) void carryOut(question);
          }}
        />
      )}
    </>
  );
}

function Empty() {
  return (
    <p class="card">
      No dead letters. To get one: have Batch time out or refuse a call under <a href={to(['trouble'])}>Trouble</a>, and
      send a request to this queue.
    </p>
  );
}

const PAST: Readonly<Record<LetterAction, string>> = { retry: 'put back', resend: 'sent again', discard: 'deleted' };

function told(action: LetterAction, { done, left, troubles }: LettersDone): string {
  const rest = left > 0 ? `, ${counted(left)} left` : '';
  return [`${counted(done)} ${PAST[action]}${rest}.`, ...troubles].join('\n');
}

function Letters({ all, onAsk }: { readonly all: readonly LetterRow[]; onAsk(question: Question): void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [most, setMost] = useState(STEP);
  const meant = all.filter(({ id }) => chosen.has(id));
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(meant.map((letter) => letter.id));
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <>
      <Toolbar all={all} chosen={meant} onAsk={onAsk} />
      <ul class="letters">
        {all.slice(0, most).map((letter) => (
          <li key={letter.id} class="card">
            <Letter
              of={letter}
              isChosen={chosen.has(letter.id)}
              onChoose={(isChosen) => choose(letter.id, isChosen)}
              onAsk={(action) => onAsk({ action, letters: [letter] })}
            />
          </li>
        ))}
      </ul>
      {all.length > most && (
        <button type="button" onClick={() => setMost(most + STEP)}>
          Show more of {counted(all.length)}
        </button>
      )}
    </>
  );
}
