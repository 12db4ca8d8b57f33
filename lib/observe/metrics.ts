import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Delivered } from '../delivery/delivered.ts';
import type { Outcome } from '../delivery/outcome.ts';

/** Most values of one metric in one line. The format takes 100, and the library forgets the dimensions at that. */
const MAX_VALUES = 99;

const OUTCOMES = { accepted: 'Accepted', rejected: 'Rejected', deferred: 'Deferred', unknown: 'Unknown' } as const;

/**
 * Writes CloudWatch metrics in its embedded format, a line per app and invocation: by service for alarms, by endpoint and
 * app for the dashboard. Nothing else is a dimension, because each new value of one is a metric that costs.
 */
export interface Figures {
  /** `Accepted`, `Rejected`, `Deferred`, `Unknown` count recipients or users, all others calls. */
  calls(endpoint: string, delivered: readonly Delivered[]): void;
  /** Messages that wait for a person, since nobody knows whether they were sent. */
  parked(endpoint: string, messages: number): void;
  /** What kept a function from working, and was logged as an error. */
  loggedError(endpoint: string): void;
}

/** The library and its variables, `POWERTOOLS_METRICS_NAMESPACE` among them, are set up on first use. */
export function createFigures(): Figures {
  let made: Metrics | undefined;

  /** What is zero is left out: a metric costs from its first value in an hour. */
  function publish(
    dimensions: Record<string, string>,
    counts: ReadonlyMap<string, number>,
    latenciesMs: number[],
  ): void {
    const metrics = made ?? new Metrics();
    // One that has thrown holds what it could not tell, and would tell it of somebody else.
    made = undefined;
    metrics.addDimensions({}).addDimensions(dimensions);
    for (const [name, count] of counts) if (count > 0) metrics.addMetric(name, MetricUnit.Count, count);
    for (const ms of latenciesMs) metrics.addMetric('BatchLatency', MetricUnit.Milliseconds, ms);
    metrics.publishStoredMetrics();
    made = metrics;
  }

  return {
    calls(endpoint, delivered) {
      // What the ledger remembers was counted when it happened.
      const fresh = delivered.filter(({ remembered }) => !remembered);
      for (const app of new Set(fresh.map(({ call }) => call.app))) {
        const ofApp = fresh.filter(({ call }) => call.app === app);
        const latenciesMs = ofApp.flatMap(({ exchanges }) => exchanges.map(({ durationMs }) => durationMs));
        publish({ endpoint, app }, count(ofApp), latenciesMs.splice(0, MAX_VALUES));
        while (latenciesMs.length > 0) publish({ endpoint, app }, new Map(), latenciesMs.splice(0, MAX_VALUES));
      }
      // The secret is read anew once, however many calls were refused.
      if (fresh.some(({ exchanges }) => exchanges.some(isBy('keys')))) {
        publish({ endpoint }, new Map([['SecretRefetches', 1]]), []);
      }
    },
    parked(endpoint, messages) {
      if (messages > 0) publish({ endpoint }, new Map([['ParkedMessages', messages]]), []);
    },
    loggedError(endpoint) {
      publish({ endpoint }, new Map([['LoggedErrors', 1]]), []);
    },
  };
}

function count(delivered: readonly Delivered[]): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string, by: number) => counts.set(name, (counts.get(name) ?? 0) + by);
  for (const each of delivered) {
    add(OUTCOMES[each.outcome.status], each.call.items);
    add('Throttled', each.exchanges.filter(isBy('throttled')).length);
    add('KeysRefused', isBy('keys')(each) ? 1 : 0);
  }
  return counts;
}

function isBy(by: 'keys' | 'throttled'): (end: { readonly outcome: Outcome }) => boolean {
  return ({ outcome }) => outcome.status === 'deferred' && outcome.by === by;
}
