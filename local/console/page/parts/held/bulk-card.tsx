import type { BulkRow, SendDone } from '../../../api.ts';
import { post } from '../../server.ts';
import { successIn } from '../answer.ts';
import { Fold } from '../fold.tsx';
import { Mark } from '../mark.tsx';
import { Said, useOrder } from '../order.tsx';
import { Clock } from '../time.tsx';
import { PartsBar } from './parts-bar.tsx';

/** What of `GET /bulk/{id}` is shown. */
interface BulkLook {
  readonly capability: string;
  readonly status: string;
  readonly lines: number;
  readonly items: number;
  readonly repeated: number;
  readonly refused: number;
  readonly refused_lines?: readonly { readonly line: number; readonly reason: string }[];
  readonly parts: Readonly<Record<string, number>>;
  readonly results?: readonly {
    readonly app?: string;
    readonly project?: string;
    readonly status: string;
    readonly items: number;
  }[];
  readonly ended?: string;
  readonly error?: { readonly name: string; readonly detail: string; readonly line?: number };
}

const told = (count: number) => count.toLocaleString('en');

/** How far the lines of a file have come. */
export function BulkCard({ of: { id, at, look } }: { readonly of: BulkRow }) {
  const bulk = look as BulkLook | undefined;
  return (
    <>
      <h3 class="row">
        {bulk?.capability ?? 'A file'} <Mark of={bulk?.status ?? 'running'} /> <Clock at={at} />
      </h3>
      <p class="mono soft">{id}</p>
      {bulk && <Progress of={bulk} />}
      {bulk && bulk.ended === undefined && bulk.status !== 'cancelled' && <Cancel id={id} />}
    </>
  );
}

function Progress({ of }: { readonly of: BulkLook }) {
  const { lines, items, repeated, refused, refused_lines = [], parts, results = [], error } = of;
  return (
    <>
      <p>
        {told(lines)} lines read: {told(items)} taken
        {repeated > 0 && `, ${told(repeated)} left out since their id had been before`}
        {refused > 0 && `, ${told(refused)} refused`}.
      </p>
      <PartsBar parts={parts} />
      <ul class="row results">
        {results.map(({ app, project, status, items: count }) => (
          <li key={`${app ?? project} ${status}`}>
            {app ?? project}: {told(count)} <Mark of={status} />
          </li>
        ))}
      </ul>
      {error && (
        <p class="bad">
          Reading ended early: {error.name}, {error.detail}
          {error.line !== undefined && `, in line ${told(error.line)}`}
        </p>
      )}
      {refused_lines.length > 0 && (
        <Fold
          title={
            refused > refused_lines.length ? `The first ${refused_lines.length} refused lines` : 'The refused lines'
          }
        >
          {() => (
            <ul>
              {refused_lines.map(({ line, reason }) => (
                <li key={line}>
                  line {told(line)}: {reason}
                </li>
              ))}
            </ul>
          )}
        </Fold>
      )}
    </>
  );
}

function Cancel({ id }: { readonly id: string }) {
  const order = useOrder();
  const cancel = async () => {
    successIn(await post<SendDone>('send', { capability: 'bulk-cancel', way: 'http', request: { id } }));
    return 'Nothing more of it is sent.';
  };
  return (
    <>
      <button type="button" disabled={order.isBusy} onClick={() => order.run(cancel)}>
        Cancel what is not sent yet
      </button>
      <Said of={order} />
    </>
  );
}
