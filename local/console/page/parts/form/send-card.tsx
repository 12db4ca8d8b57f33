import { useState } from 'preact/hooks';
import type { CapabilityRow, Way } from '../../../api.ts';
import { requests } from '../../live.ts';
import { type Draft, nameOf } from './draft.ts';
import type { Fault } from './faults.ts';
import { FaultsHere } from './faults-here.tsx';
import { isTaken } from './sent.ts';

const WAYS: Readonly<Record<Way, string>> = { http: 'HTTP', queue: 'Queue', bus: 'Event' };

interface Given {
  readonly capability: CapabilityRow;
  readonly draft: Draft;
  readonly takesKey: boolean;
  readonly faults: readonly Fault[];
  readonly isSending: boolean;
  readonly onKey: (key: string) => void;
  readonly onSend: (way: Way, key: string | undefined) => void;
}

/** By which way, and under which name, the request is sent. */
export function SendCard({ capability, draft, takesKey, faults, isSending, onKey, onSend }: Given) {
  const [way, setWay] = useState<Way>('http');
  const ways: readonly Way[] = capability.waysIn.includes('queue') ? ['http', 'queue', 'bus'] : ['http'];
  const key = takesKey ? nameOf(draft) : undefined;
  const isKnown = key !== undefined && isTaken(key, capability.name, requests.value);
  const isBlocked = isSending || draft.textFault !== undefined;
  const sendAnew = () => {
    const fresh = crypto.randomUUID();
    onKey(fresh);
    onSend(way, fresh);
  };
  return (
    <section class="card" aria-labelledby="send">
      <h2 id="send">Send</h2>
      <fieldset class="row">
        <legend>By way of</legend>
        {ways.map((each) => (
          <label key={each} class="check">
            <input type="radio" name="way" checked={way === each} onChange={() => setWay(each)} />
            {WAYS[each]}
          </label>
        ))}
      </fieldset>
      {takesKey && <Key draft={draft} isKnown={isKnown} faults={faults} onKey={onKey} />}
      <p class="row">
        <button type="button" class="main" disabled={isBlocked} onClick={() => onSend(way, key)}>
          {isKnown ? 'Send again with the same key' : 'Send'}
        </button>
        {isKnown && (
          <button type="button" disabled={isBlocked} onClick={sendAnew}>
            Send with a new key
          </button>
        )}
      </p>
      {draft.textFault !== undefined && <p class="bad">The raw JSON has to be mended first.</p>}
    </section>
  );
}

function Key({ draft, isKnown, faults, onKey }: Pick<Given, 'draft' | 'faults' | 'onKey'> & { isKnown: boolean }) {
  const isWithin = Object.hasOwn(draft.request, 'idempotency_key');
  return (
    <div class="field">
      <div class="head">
        <label htmlFor="key">Idempotency-Key</label>
        <button type="button" class="quiet" onClick={() => onKey(crypto.randomUUID())}>
          New key
        </button>
      </div>
      <div id="key-about">
        <p class="soft about">{aboutKey(isWithin, isKnown)}</p>
        <FaultsHere faults={faults.filter(({ header }) => header !== undefined)} pointer="" />
      </div>
      <input
        id="key"
        class="mono"
        aria-describedby="key-about"
        disabled={isWithin}
        value={draft.key}
        onInput={({ currentTarget }) => onKey(currentTarget.value)}
      />
    </div>
  );
}

function aboutKey(isWithin: boolean, isKnown: boolean): string {
  if (isWithin) return 'The raw JSON names the request itself.';
  return isKnown
    ? 'A request came in under this key. The same one is not sent to Batch twice, another one is refused.'
    : 'Names the request: however often it is sent under one name, Batch gets it once.';
}
