import { useMemo } from 'preact/hooks';
import type { RequestRow } from '../../api.ts';
import { about, requests } from '../live.ts';
import { Mark } from '../parts/mark.tsx';
import { Outcomes } from '../parts/outcomes.tsx';
import { RequestView } from '../parts/request-view.tsx';
import { Clock } from '../parts/time.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { go, path, query, to } from '../route.ts';

/** Of a row, in pixels; style/requests.css cuts what is longer. */
const ROW_HEIGHT = 58;

const FATES = [
  'accepted',
  'partial',
  'rejected',
  'deferred',
  'unknown',
  'refused',
  'queued',
  'waiting',
  'running',
  'planned',
];

const WAYS: Readonly<Record<RequestRow['way'], string>> = { http: 'HTTP', queue: 'queue', bus: 'event' };

/** Everything that came in, and one of it in full. */
export function RequestsPage() {
  const [, id] = path.value;
  return (
    <div class={id === undefined ? 'requests' : 'requests open'}>
      <RequestList chosen={id} />
      {id !== undefined && <RequestView id={id} key={id} />}
    </div>
  );
}

function RequestList({ chosen }: { readonly chosen: string | undefined }) {
  const filter = query.value;
  const [find = '', app = '', fate = ''] = ['find', 'app', 'fate'].map((name) => filter.get(name) ?? '');
  const all = requests.value;
  const shown = useMemo(() => all.filter((row) => isMeant(row, { find, app, fate })), [all, find, app, fate]);
  return (
    <div class="requests-list">
      <h1>Requests</h1>
      <p class="lead">
        What came in by HTTP, queue or event, the latest first. Each opens to how it got to Batch, and what became of
        it.
      </p>
      <Filters find={find} app={app} fate={fate} count={shown.length} of={all.length} />
      {shown.length > 0 ? (
        <VirtualList label="Requests" all={shown} rowHeight={ROW_HEIGHT} keyOf={({ id }) => id}>
          {(row) => <Row row={row} isChosen={row.id === chosen} />}
        </VirtualList>
      ) : (
        <p class="card">
          {all.length === 0 ? (
            <>
              Nothing has come in yet. <a href={to(['compose'])}>Compose a request</a>, or send one with curl.
            </>
          ) : (
            'None of them is like this.'
          )}
        </p>
      )}
    </div>
  );
}

interface Filter {
  readonly find: string;
  readonly app: string;
  readonly fate: string;
}

function isMeant({ id, key = '', capability, outcomes, fate }: RequestRow, filter: Filter): boolean {
  if (filter.fate !== '' && fate !== filter.fate) return false;
  if (filter.app !== '' && !outcomes.some(({ app }) => app === filter.app)) return false;
  return [id, key, capability].some((text) => text.includes(filter.find));
}

function Filters({ count, of, ...filter }: Filter & { readonly count: number; readonly of: number }) {
  const { apps = [], projects = [] } = about.value ?? {};
  const set = (name: keyof Filter) => (event: Event) => {
    const members = { ...filter, [name]: (event.currentTarget as HTMLInputElement).value };
    const named = Object.entries(members).filter(([, value]) => value !== '');
    go(to(path.value, Object.fromEntries(named)), { replace: true });
  };
  return (
    <search class="row">
      <input
        type="search"
        placeholder="id, key or capability"
        aria-label="Search"
        value={filter.find}
        onInput={set('find')}
      />
      <Choice label="App" all={[...apps, ...projects]} value={filter.app} onChange={set('app')} />
      <Choice label="Outcome" all={FATES} value={filter.fate} onChange={set('fate')} />
      <span class="soft" role="status">
        {count === of ? of.toLocaleString('en') : `${count.toLocaleString('en')} of ${of.toLocaleString('en')}`}
      </span>
    </search>
  );
}

function Choice({
  label,
  all,
  value,
  onChange,
}: {
  readonly label: string;
  readonly all: readonly string[];
  readonly value: string;
  onChange(event: Event): void;
}) {
  return (
    <select aria-label={label} value={value} onChange={onChange}>
      <option value="">{label}: any</option>
      {all.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  );
}

function Row({ row, isChosen }: { readonly row: RequestRow; readonly isChosen: boolean }) {
  const { id, at, way, capability, key, fate, status, isReplayed, outcomes, reason, calls, tries } = row;
  const address = to(['requests', id], Object.fromEntries(query.value));
  return (
    <a class="request" href={address} aria-current={isChosen ? 'true' : undefined}>
      <span class="request-name">
        <strong>{capability}</strong> <span class="mono soft">{key ?? id}</span>
      </span>
      <span class="request-end">
        <Mark of={fate} />
      </span>
      <span class="request-how soft">
        <Clock at={at} /> · {WAYS[way]}
        {status !== undefined && ` ${status}`}
        {isReplayed && ', replayed'}
        {reason !== undefined && `, dead letter: ${reason}`} · {counted(calls, 'call', 'calls')}
        {tries > 1 && ` · ${counted(tries, 'try', 'tries')}`}
      </span>
      <Outcomes all={outcomes} />
    </a>
  );
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
