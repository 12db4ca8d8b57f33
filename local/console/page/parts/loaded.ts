import { useEffect, useState } from 'preact/hooks';
import { get } from '../server.ts';

/** What the server answers to a path: asked anew whenever the path or `version` changes. */
export function useLoaded<T>(
  path: string | undefined,
  version: unknown = 0,
): { readonly data?: T; readonly error?: string } {
  const [loaded, setLoaded] = useState<{ data?: T; error?: string }>({});
  useEffect(() => {
    if (path === undefined) return setLoaded({});
    let isWanted = true;
    const take = (next: { data?: T; error?: string }) => {
      if (isWanted) setLoaded(next);
    };
    get<T>(path).then(
      (data) => take({ data }),
      (error: Error) => take({ error: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [path, version]);
  return loaded;
}
