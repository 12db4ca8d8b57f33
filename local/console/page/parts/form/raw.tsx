import type { Draft } from './draft.ts';

/** The whole request as text, in step with the form. */
export function Raw({ draft, onType }: { readonly draft: Draft; readonly onType: (text: string) => void }) {
  const { text, textFault } = draft;
  return (
    <div class="card">
      <h2>
        <label htmlFor="raw">Raw JSON</label>
      </h2>
      <p id="raw-about" class={textFault === undefined ? 'soft about' : 'bad'}>
        {textFault === undefined
          ? 'The form and this text are the same request.'
          : `${textFault} The form shows what it was before.`}
      </p>
      <textarea
        id="raw"
        class="mono raw"
        spellcheck={false}
        aria-describedby="raw-about"
        aria-invalid={textFault !== undefined}
        value={text}
        onInput={({ currentTarget }) => onType(currentTarget.value)}
      />
    </div>
  );
}
