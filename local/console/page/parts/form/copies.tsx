import { useState } from 'preact/hooks';
import type { About, CapabilityRow, QueueRow } from '../../../api.ts';
import { queues } from '../../live.ts';
import { asClientCall, asCurl, asEvent, asMessage, type Composed } from './commands.ts';

interface Given {
  readonly about: About;
  readonly capability: CapabilityRow;
  readonly composed: Composed;
  /** The client's. */
  readonly method: string;
}

/** The request as commands and code that do the same. */
export function Copies(given: Given) {
  const texts = textsOf(given, queues.value);
  const [name, setName] = useState('curl');
  const text = texts[name] ?? texts['curl'] ?? '';
  return (
    <section class="card" aria-labelledby="copies">
      <h2 id="copies">Copy</h2>
      <div class="row">
        {Object.keys(texts).map((each) => (
          <button key={each} type="button" aria-pressed={each === name} onClick={() => setName(each)}>
            As {each}
          </button>
        ))}
      </div>
      <CopyButton text={text} key={text} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      {name.includes('event') || name.includes('message') ? (
        <p class="soft">With the variables exported that npm start prints.</p>
      ) : null}
    </section>
  );
}

function textsOf({ about, capability, composed, method }: Given, rows: readonly QueueRow[]): Record<string, string> {
  const { url, isSigned, bus } = about;
  const queue = rows.find((row) => row.capability === capability.name)?.name;
  return {
    curl: asCurl(composed, { url, isSigned, method: capability.method, path: capability.path }),
    'SDK call': asClientCall(composed, url, method),
    ...(capability.waysIn.includes('queue') && {
      event: asEvent(composed, capability.detailType, bus),
      ...(queue !== undefined && { 'queue message': asMessage(composed, queue) }),
    }),
  };
}

function CopyButton({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied.'),
      () => setSaid('The browser did not allow it: select the text instead.'),
    );
  return (
    <p class="row">
      <button type="button" onClick={() => void copy()}>
        Copy to the clipboard
      </button>
      <span role="status">{said}</span>
    </p>
  );
}
