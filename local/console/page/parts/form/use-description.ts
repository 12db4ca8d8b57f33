import { useEffect, useState } from 'preact/hooks';
import type { Description } from './described.ts';

let asked: Promise<Description> | undefined;

/** openapi.json, asked for once. */
export function useDescription(): { readonly description?: Description; readonly error?: string } {
  const [loaded, setLoaded] = useState<{ description?: Description; error?: string }>({});
  useEffect(() => {
    asked ??= fetch('/_openapi.json').then((response) => response.json());
    asked.then(
      (description) => setLoaded({ description }),
      (error: Error) => {
        asked = undefined;
        setLoaded({ error: error.message });
      },
    );
  }, []);
  return loaded;
}
