import { Fragment } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { HeldPage, HeldRow } from '../../../api.ts';
import { about, requests } from '../../live.ts';
import { go, path, query, to } from '../../route.ts';
import { useLoaded } from '../loaded.ts';
import { useNow } from '../now.ts';
import { SendExample } from '../send-example.tsx';
import { useThrottled } from '../throttled.ts';
import type { Kind } from './kind.ts';
import { Pager } from './pager.tsx';

/** Between two looks, when requests come in and when they don't: campaigns go out by themselves. */
const NEWS_MS = 1_000;
const IDLE_MS = 5_000;

/** What there is of one kind, a page at a time. */
export function HeldTable({ kind }: { readonly kind: Kind }) {
  const filter = query.value;
  const [find, of, from] = ['find', 'of', 'from'].map((name) => filter.get(name) ?? '');
  const asked = given({ search: find, of, from });
  const version = useVersion();
  const { data, error } = useLoaded<HeldPage>(`held/${kind.name}?${new URLSearchParams(asked)}`, version);
  const isFiltered = Object.keys(asked).length > 0;
  return (
    <>
      <Filters kind={kind} />
      {error !== undefined && <p class="bad">{error}</p>}
      {data && data.total > 0 && <Pager of={data} onTurn={(next) => setQuery({ from: `${next}` })} />}
      {data && data.rows.length > 0 && <Rows kind={kind} page={data} />}
      {data?.rows.length === 0 && (isFiltered ? <p class="card">None of them is like this.</p> : <Empty kind={kind} />)}
    </>
  );
}

function useVersion(): unknown {
  const news = useThrottled(requests.value, NEWS_MS);
  const now = useNow(IDLE_MS);
  return useMemo(() => ({ news, now }), [news, now]);
}

function given(members: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named = Object.entries(members).filter((each): each is [string, string] => Boolean(each[1]));
  return Object.fromEntries(named);
}

function setQuery(change: Readonly<Record<string, string>>): void {
  go(to(path.value, given({ ...Object.fromEntries(query.value), ...change })), { replace: true });
}

/** Another filter begins at the first page. */
const filterBy = (name: string) => (event: Event) =>
  setQuery({ [name]: (event.currentTarget as HTMLInputElement).value, from: '' });

function Filters({ kind: { name, searched } }: { readonly kind: Kind }) {
  const { apps = [], projects = [] } = about.value ?? {};
  const all = name === 'profiles' ? projects : apps;
  const label = name === 'profiles' ? 'Project' : 'App';
  return (
    <search class="row held-filters">
      <input
        type="search"
        placeholder={searched}
        aria-label="Search"
        value={query.value.get('find') ?? ''}
        onInput={filterBy('find')}
      />
      <select aria-label={label} value={query.value.get('of') ?? ''} onChange={filterBy('of')}>
        <option value="">{label}: any</option>
        {all.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </search>
  );
}

function Empty({ kind: { empty, capability } }: { readonly kind: Kind }) {
  return (
    <div class="card">
      <p>
        {empty} Send an example, or <a href={to(['compose', capability])}>compose a request of your own</a>.
      </p>
      <SendExample capability={capability} />
    </div>
  );
}

function Rows({ kind, page: { rows, total, from } }: { readonly kind: Kind; readonly page: HeldPage }) {
  // Nothing names an event, so it goes by its place from the end, which new ones leave as it is.
  const keyOf = ({ of, id }: HeldRow, index: number) => (kind.name === 'events' ? total - from - index : `${of} ${id}`);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scroll card held" tabIndex={0} aria-label={kind.title}>
      <table>
        <thead>
          <tr>
            {kind.columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row key={keyOf(row, index)} kind={kind} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ kind: { columns, view }, row }: { readonly kind: Kind; readonly row: HeldRow }) {
  const [isOpen, setOpen] = useState(false);
  const [first, ...others] = columns;
  return (
    <Fragment>
      <tr>
        <th scope="row">
          <button type="button" class="quiet opener" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {first.cell(row)}
          </button>
        </th>
        {others.map(({ title, cell }) => (
          <td key={title}>{cell(row)}</td>
        ))}
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={columns.length}>{view(row)}</td>
        </tr>
      )}
    </Fragment>
  );
}
