import { Files } from '../parts/held/files.tsx';
import { KINDS } from '../parts/held/kinds.tsx';
import { HeldTable } from '../parts/held/table.tsx';
import { path, to } from '../route.ts';

const FILES = 'files';

const TABS = [...KINDS.map(({ name, title }) => ({ name, title })), { name: FILES, title: 'Files' }];

/** What the simulator of Batch holds by now, and what is read from files. */
export function HeldPage() {
  const [, asked = 'campaigns'] = path.value;
  const kind = KINDS.find(({ name }) => name === asked);
  return (
    <>
      <h1>Held by Batch</h1>
      <p class="lead">
        What the simulator of Batch has taken from the requests so far, as Batch would hold it; and files whose lines
        are sent as requests. Open a row to see all of it.
      </p>
      <nav aria-label="Kinds" class="tabs">
        {TABS.map(({ name, title }) => (
          <a key={name} href={to(['held', name])} aria-current={name === asked ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      {kind && <HeldTable kind={kind} key={kind.name} />}
      {asked === FILES && <Files />}
    </>
  );
}
