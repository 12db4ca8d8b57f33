import { about } from '../../live.ts';
import { Answer } from './answer.tsx';
import { askAgain, asked, askFor } from './ask.ts';
import { SAMPLES } from './samples.ts';

/** What the product promises, and the buttons to see it kept. */
export function FirstPush() {
  const isReady = about.value !== undefined;
  return (
    <section class="card first-push" aria-labelledby="promise">
      <div>
        <h2 id="promise">One request, a push on every phone, never twice</h2>
        <p>
          Your back end asks once, over HTTP, a queue or an event bus. The functions call Batch for each of your apps,
          try again what may be tried again, and tell what became of every call: nothing is sent twice, nothing is lost.
        </p>
      </div>
      <div>
        <div class="row">
          <button type="button" class="main" disabled={!isReady} onClick={() => void askFor()}>
            Send a push
          </button>
          <button type="button" disabled={asked.value === undefined} onClick={() => void askAgain()}>
            Repeat it with the same Idempotency-Key
          </button>
        </div>
        <Answer />
        <fieldset class="row">
          <legend>Other kinds to send</legend>
          {SAMPLES.map(({ name, push }) => (
            <button key={name} type="button" disabled={!isReady} onClick={() => void askFor(push)}>
              {name}
            </button>
          ))}
        </fieldset>
      </div>
    </section>
  );
}
