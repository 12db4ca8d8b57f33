import { useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isConnected, isInTrouble } from './live.ts';
import { PLACES } from './pages/index.ts';
import { go, path, to } from './route.ts';
import { nextScheme, scheme } from './scheme.ts';

/** The frame around all pages: where one can go, and whether the stack is there. */
export function Shell() {
  const place = PLACES.find(({ name }) => name === path.value[0]) ?? PLACES[0];
  useShortcuts();
  useEffect(() => {
    document.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [place]);
  useSignalEffect(() => {
    document.title = `${place?.title} · batch-push-functions`;
  });
  if (!place) return null;
  const { Page } = place;
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the page
      </button>
      <header class="bar">
        <a class="brand" href={to(['phones'])}>
          batch-push-functions
        </a>
        <nav aria-label="Pages">
          {PLACES.map(({ name, title }, index) => (
            <a
              key={name}
              href={to([name])}
              aria-current={name === place.name ? 'page' : undefined}
              aria-keyshortcuts={`${index + 1}`}
            >
              {title}
              {name === 'trouble' && isInTrouble.value && <span class="mark bad">on</span>}
            </a>
          ))}
        </nav>
        <button type="button" class="quiet" onClick={nextScheme}>
          {scheme.value === 'auto' ? 'Light or dark: as the system' : `Always ${scheme.value}`}
        </button>
      </header>
      {!isConnected.value && (
        <p class="banner" role="status">
          The stack does not answer. This page connects again by itself once it runs: <code>npm start</code>
        </p>
      )}
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <footer class="foot">
        This page belongs to a developer’s machine: it shows requests and answers whole, people’s ids and keys of the
        simulator included.
      </footer>
    </>
  );
}

/** Digits lead to the pages, `/` to the search of the page that has one. */
function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = PLACES[Number(event.key) - 1];
      if (place) go(to([place.name]));
      if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('input[type="search"]');
        search?.focus();
        if (search) event.preventDefault();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
