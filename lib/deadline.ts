/** Kept free before AWS ends the function, to answer and to log. Ours. */
const MARGIN_MS = 500;

/** Assumed where nobody keeps time: a script or a test that calls a handler by hand. */
const UNTIMED_MS = 30_000;

/** The time that is left to an invocation, less the margin. */
export interface Deadline {
  /** Milliseconds; 0 or less when time is up. */
  remainingMs(): number;
}

/** The deadline of one invocation, by Lambda's own clock. */
export function deadlineOf(context: { getRemainingTimeInMillis?(): number } | undefined): Deadline {
  return { remainingMs: () => (context?.getRemainingTimeInMillis?.() ?? UNTIMED_MS) - MARGIN_MS };
}

/** The same deadline, sooner: a tenth of what remains now is kept for what has to follow, 5 s at most. */
export function sooner(deadline: Deadline): Deadline {
  const keptMs = Math.min(5_000, deadline.remainingMs() / 10);
  return { remainingMs: () => deadline.remainingMs() - keptMs };
}
