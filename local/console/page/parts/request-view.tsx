import type { RequestDetail } from '../../api.ts';
import { requests } from '../live.ts';
import { path, query, to } from '../route.ts';
import { Json } from './json.tsx';
import { useLoaded } from './loaded.ts';
import { Mark } from './mark.tsx';
import { Story } from './story.tsx';

/** What a fate means, for who sees it for the first time. */
const MEANINGS: Readonly<Record<string, string>> = {
  accepted: 'Batch took all of it.',
  partial: 'It ended differently from app to app.',
  rejected: 'Batch will never take it. Nothing was sent.',
  deferred: 'Certainly not carried out, and may work later.',
  unknown: 'It may have been carried out, and nobody knows. It is not sent again unless a person says so.',
  refused: 'The gateway itself refused it. Nothing was sent.',
  queued: 'Taken for later: it lies on its queue.',
  waiting: 'It lies on its queue and will be tried again.',
  running: 'A function has it.',
  planned: 'A dry run: what would be sent. Nothing was.',
};

/** One request: what came, what went, and how it got there. */
export function RequestView({ id }: { readonly id: string }) {
  const row = requests.value.find((one) => one.id === id);
  const { data, error } = useLoaded<RequestDetail>(`requests/${encodeURIComponent(id)}`, row);
  return (
    <article class="request-view" aria-label="One request">
      <p>
        <a href={to(path.value.slice(0, 1), Object.fromEntries(query.value))}>← All requests</a>
      </p>
      {data ? <Detail of={data} /> : <p>{error === undefined ? 'A moment…' : 'This request is not kept any more.'}</p>}
    </article>
  );
}

function Detail({ of }: { readonly of: RequestDetail }) {
  const { id, capability, key, fate, isReplayed, outcomes, asked, answer, story } = of;
  return (
    <>
      <h2 class="row">
        {capability} <Mark of={fate} />
      </h2>
      <p>
        {MEANINGS[fate]}
        {isReplayed && ' The answer is the one that was given before: nothing reached Batch.'}
      </p>
      <dl class="facts">
        {key !== undefined && <Fact name="key">{key}</Fact>}
        <Fact name="id">{id}</Fact>
        {outcomes.map(({ app, status, items, error }) => (
          <Fact key={`${app} ${status}`} name={app}>
            {status}, {items.toLocaleString('en')} {items === 1 ? 'item' : 'items'}
            {error !== undefined && `, ${error}`}
          </Fact>
        ))}
      </dl>
      <p>
        <a href={to(['compose', capability], { from: id })}>Compose one like it</a>
      </p>
      <h2>How it got there</h2>
      <Story of={story} />
      <h2>The request</h2>
      {asked.path !== undefined && <p class="mono">{asked.path}</p>}
      <Json text={asked.body} />
      {asked.headers && <Headers all={asked.headers} />}
      {answer && (
        <>
          <h2>The answer: {answer.status}</h2>
          <Json text={answer.body} />
          <Headers all={answer.headers} />
        </>
      )}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd class="mono">{children}</dd>
    </>
  );
}

function Headers({ all }: { readonly all: Readonly<Record<string, string>> }) {
  return (
    <details>
      <summary>Headers</summary>
      <dl class="facts">
        {Object.entries(all).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
    </details>
  );
}
