import { computed, signal } from '@preact/signals';

/** What stands behind the `#` in the address: `#/requests/abc?find=x`. */
const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** The parts of the path: `['requests', 'abc']`. */
export const path = computed(() => {
  const [beforeQuery = ''] = hash.value.replace(/^#\/?/, '').split('?');
  return beforeQuery.split('/').filter(Boolean).map(decodeURIComponent);
});

/** What is asked for besides. */
export const query = computed(() => new URLSearchParams(hash.value.split('?')[1] ?? ''));

/** The address of a place in the page. */
export function to(parts: readonly string[], members: Readonly<Record<string, string>> = {}): string {
  const search = `${new URLSearchParams(members)}`;
  return `#/${parts.map(encodeURIComponent).join('/')}${search && '?'}${search}`;
}

/** Goes there; `replace` leaves no step to go back to. */
export function go(address: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, '', address);
    hash.value = location.hash;
  } else location.hash = address;
}
