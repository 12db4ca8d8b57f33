/** Kept free before AWS ends the function, to answer and to log. Ours. */
const MARGIN_MS = 500;

/** Assumed where nobody keeps time: a script or a test that calls a handler by hand. */
const UNTIMED_MS = 30_000;

/** Longest that a timer of Node's can wait; set to more, it fires at once: https://nodejs.org/api/timers.html */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

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

/** Aborts when time is up, or after `mostMs` if that is sooner. */
export function signalAt(deadline: Deadline, mostMs = LONGEST_TIMER_MS): AbortSignal {
  return AbortSignal.timeout(timerMs(Math.min(mostMs, deadline.remainingMs())));
}

/** So many milliseconds as a timer takes them: whole, from 0 to what it can wait. What is no number is no time left. */
export function timerMs(ms: number): number {
  return ms > 0 ? Math.floor(Math.min(ms, LONGEST_TIMER_MS)) : 0;
}
