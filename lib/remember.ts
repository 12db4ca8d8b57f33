/** Keeps what `make` returned, never what it threw. */
export function remember<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
