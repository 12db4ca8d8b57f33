import { effect, signal } from '@preact/signals';

const SCHEMES = ['auto', 'light', 'dark'] as const;

const KEY = 'console-scheme';

/** Light, dark, or as the system has it; kept in the browser. */
export const scheme = signal(SCHEMES.find((each) => each === localStorage.getItem(KEY)) ?? 'auto');

effect(() => {
  localStorage.setItem(KEY, scheme.value);
  document.documentElement.dataset['scheme'] = scheme.value;
});

/** The next of the three. */
export function nextScheme(): void {
  scheme.value = SCHEMES[(SCHEMES.indexOf(scheme.value) + 1) % SCHEMES.length] ?? 'auto';
}
