import type { Deferred, Outcome } from './outcome.ts';

/** Calls in a row of which nobody knows how they ended, before no more are started. Design's rule. */
const UNKNOWNS_IN_A_ROW = 3;

/** How long none is started at first, and at most; doubled by each probe that ends unknown too. Design's rule. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 15 * 60 * 1000;

/** Least time that who is turned away is told to wait while a probe is under way. Ours: about as long as a call takes. */
const PROBE_MS = 5_000;

/** The right to make one call. */
export interface Permit {
  /** How the call ended. */
  ended(outcome: Outcome): void;
  /** It was not made after all; nothing if it was. */
  unused(): void;
}

/**
 * Keeps an outage of Batch from parking everything: each push that is sent into it ends `unknown`, and a person has to look at
 * it. One for all invocations of a sandbox.
 */
export interface Breaker {
  /** A permit, or how long to wait in milliseconds. */
  ask(): Permit | { readonly waitMs: number };
  /** The end of the probe that is under way, if there is one: whether its call was made after all. */
  probed(): Promise<boolean> | undefined;
}

/** A probe, and those who wait for it. */
interface Probe {
  readonly ended: Promise<boolean>;
  end(wasMade: boolean): void;
}

function startProbe(): Probe {
  let end: Probe['end'] = () => {};
  const ended = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  return { ended, end };
}

export function createBreaker(now: () => number): Breaker {
  let inARow = 0;
  let pauseMs = 0;
  let pausedUntil = 0;
  let probe: Probe | undefined;

  function close(): void {
    inARow = 0;
    pauseMs = 0;
  }

  function open(): void {
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs === 0 ? FIRST_PAUSE_MS : 2 * pauseMs);
    pausedUntil = now() + pauseMs;
  }

  function permit(own?: Probe): Permit {
    let isUsed = false;
    const use = (wasMade: boolean) => {
      if (own && !isUsed) probe = undefined;
      isUsed = true;
      own?.end(wasMade);
    };
    return {
      unused: () => use(false),
      ended(outcome) {
        if (saysBatchIsThere(outcome)) close();
        if (outcome.status === 'unknown') inARow += 1;
        // Calls that were under way when it opened say nothing new.
        const isNews = own !== undefined || (inARow >= UNKNOWNS_IN_A_ROW && pauseMs === 0);
        if (outcome.status === 'unknown' && isNews) open();
        use(true);
      },
    };
  }

  return {
    ask() {
      if (pauseMs === 0) return permit();
      const waitMs = pausedUntil - now();
      if (waitMs > 0 || probe) return { waitMs: Math.max(waitMs, PROBE_MS) };
      probe = startProbe();
      return permit(probe);
    },
    probed: () => probe?.ended,
  };
}

/**
 * Whether Batch itself has answered, and not with a 5xx. A connection that was refused, or Batch's own maintenance, says neither
 * that it is there again nor that pushes get lost in it.
 */
function saysBatchIsThere(outcome: Outcome): boolean {
  if (outcome.status !== 'deferred') return outcome.status !== 'unknown';
  const isBatchs = outcome.error.code !== undefined && (outcome.httpStatus ?? 0) < 500;
  return isBatchs || outcome.by === 'throttled' || outcome.by === 'keys' || outcome.by === 'configuration';
}

/**
 * Waits for a probe that is under way: it may turn out that all it would have sent was sent before, and then another has to take its
 * place, or none ever would.
 */
export async function askPatiently(breaker: Breaker): Promise<Permit | Deferred> {
  let asked = breaker.ask();
  for (let wasMade = false; 'waitMs' in asked && !wasMade; asked = breaker.ask()) {
    const probed = breaker.probed();
    if (!probed) break;
    wasMade = await probed;
  }
  return 'waitMs' in asked ? { ...UNREACHABLE, retryAfterMs: asked.waitMs } : asked;
}

const UNREACHABLE: Deferred = {
  status: 'deferred',
  by: 'outage',
  error: {
    name: 'BATCH_UNREACHABLE',
    detail: 'Not sent: of the last calls nobody knows whether Batch carried them out, so no more are made for a while.',
  },
};
