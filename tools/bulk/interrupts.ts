/** npm passes on a Ctrl-C that the terminal has sent us already: what comes so soon after one is the same. Ours. */
const SAME_MS = 500;

/** The first and the second time that somebody wants to stop. */
export interface Interrupts {
  readonly first: AbortSignal;
  readonly second: AbortSignal;
  /** For each SIGINT that the process gets. */
  interrupt(): void;
  /** For a SIGTERM: nobody is asked any more. */
  terminate(): void;
}

/** @param now milliseconds */
export function createInterrupts(now: () => number): Interrupts {
  const [first, second] = [new AbortController(), new AbortController()];
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    first: first.signal,
    second: second.signal,
    interrupt() {
      const isSame = now() - lastAt < SAME_MS;
      lastAt = now();
      if (isSame) return;
      (first.signal.aborted ? second : first).abort();
    },
    terminate() {
      first.abort();
      second.abort();
    },
  };
}
