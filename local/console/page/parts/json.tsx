import { useState } from 'preact/hooks';

/** So much of a text is shown at once. Ours: a call of 10,000 recipients has 150 kB. */
const SHOWN = 4_000;

/** A text, indented if it is JSON; long ones open at a press. */
export function Json({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  const indented = indent(text);
  if (indented === '') return <p class="soft">nothing</p>;
  const isCut = !isWhole && indented.length > SHOWN;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{isCut ? `${indented.slice(0, SHOWN)}…` : indented}</pre>
      {isCut && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {indented.length.toLocaleString('en')} characters
        </button>
      )}
    </>
  );
}

function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
