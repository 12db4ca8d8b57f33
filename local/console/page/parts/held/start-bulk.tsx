import { useState } from 'preact/hooks';
import type { CapabilityRow, SendDone } from '../../../api.ts';
import { about } from '../../live.ts';
import { post, postFile } from '../../server.ts';
import { successIn } from '../answer.ts';
import { Said, useOrder } from '../order.tsx';

/** The capability of a file of ids alone. */
const OF_IDS = 'transactional-send';

/** Three parts: Batch takes 10,000 people in a call. */
const MADE_UP = 25_000;

/** A form that sends a request to each line of a file. */
export function StartBulk() {
  const served = about.value?.capabilities.filter(({ bulkExample }) => bulkExample) ?? [];
  const [name, setName] = useState(OF_IDS);
  const [file, setFile] = useState<File>();
  const [written, setWritten] = useState<string>();
  const order = useOrder();
  const chosen = served.find((one) => one.name === name);
  const text = written ?? JSON.stringify(chosen?.bulkExample ?? {}, null, 2);
  const start = (what: string, from: File | undefined, request: string) =>
    order.run(async () => `Started as bulk ${await startBulk(what, from, request)}.`);
  return (
    <form
      class="card start-bulk"
      aria-label="Start a file"
      onSubmit={(event) => {
        event.preventDefault();
        void start(name, file, text);
      }}
    >
      <p>
        A file with a line for each person, uploaded and read as in production: CSV with a header, whose column{' '}
        <code>id</code> says who is meant, or a JSON value a line.
      </p>
      <Capability
        all={served}
        value={name}
        onChoose={(next) => {
          setName(next);
          setWritten(undefined);
        }}
      />
      <label>
        File, .csv or .ndjson
        <input
          type="file"
          accept=".csv,.ndjson"
          onChange={(event) => setFile(event.currentTarget.files?.[0] ?? undefined)}
        />
      </label>
      <label>
        Request, without its list
        <textarea
          class="mono"
          rows={8}
          spellcheck={false}
          value={text}
          onInput={(event) => setWritten(event.currentTarget.value)}
        />
      </label>
      <div class="row">
        <button type="submit" class="main" disabled={order.isBusy}>
          Upload and start
        </button>
        {name === OF_IDS && (
          <button type="button" disabled={order.isBusy} onClick={() => start(name, madeUpFile(), text)}>
            Start with {MADE_UP.toLocaleString('en')} made-up people
          </button>
        )}
      </div>
      <Said of={order} doing="Uploading…" />
    </form>
  );
}

function Capability({
  all,
  value,
  onChoose,
}: {
  readonly all: readonly CapabilityRow[];
  readonly value: string;
  onChoose(name: string): void;
}) {
  return (
    <label>
      Capability
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {all.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

/** Answers the bulk's id. Throws what is wrong, in words. */
async function startBulk(capability: string, file: File | undefined, text: string): Promise<string> {
  if (!file) throw new Error('Choose a file first.');
  const format = /\.(csv|ndjson)$/i.exec(file.name)?.[1]?.toLowerCase();
  if (format === undefined) throw new Error(`${file.name} ends in neither .csv nor .ndjson.`);
  const request = JSON.parse(text);
  const { key } = await postFile(file);
  const asked = { capability, request, file: { key, format } };
  return successIn<{ id: string }>(
    await post<SendDone>('send', { capability: 'bulk-start', way: 'http', request: asked }),
  ).id;
}

function madeUpFile(): File {
  const ids = Array.from({ length: MADE_UP }, (_, index) => `person-${index + 1}`);
  return new File([['id', ...ids, ''].join('\n')], 'made-up.csv');
}
