import { vi } from 'vitest';
import type { Delivered } from '../../lib/delivery/delivered.ts';
import type { DeferredBy, Outcome } from '../../lib/delivery/outcome.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { createLog, logContextOf } from '../../lib/observe/log.ts';
import { anyDeployed } from './capabilities.ts';
import { type Json, ofType, type Template } from './template.ts';

const error = { name: 'X', detail: '' };
const deferred = (by: DeferredBy): Outcome => ({ status: 'deferred', by, error });

/** Calls that end in every way that is counted. */
const ENDS: readonly Outcome[] = [
  { status: 'accepted' },
  { status: 'rejected', httpStatus: 400, error },
  { status: 'unknown', error },
  deferred('throttled'),
  deferred('keys'),
];

function delivered(outcome: Outcome): Delivered {
  const call = { app: 'ios', items: 1, body: '', parts: [] };
  return { call, outcome, exchanges: [{ outcome, durationMs: 1 }], durationMs: 1 };
}

/** A line that a function prints: of its log, or of metrics in CloudWatch's embedded format. */
export interface Line extends Readonly<Record<string, unknown>> {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/** Names a metric apart from the values of its dimensions: `Namespace Name {dimension,dimension}`. */
export function signatureOf(namespace: string, name: string, dimensions: readonly string[]): string {
  return `${namespace} ${name} {${dimensions.toSorted().join()}}`;
}

/** What the functions print, and which metrics that makes. */
export interface Emitted {
  /** The dimension that all metrics of a stage share. */
  readonly service: string;
  readonly lines: readonly Line[];
  readonly signatures: ReadonlySet<string>;
}

/** What the functions print in the environment that a template gives them. */
export function emittedBy(template: Template): Emitted {
  const [[, { Environment }]] = ofType(template, 'AWS::Lambda::Function') as [[string, Json]];
  const { POWERTOOLS_METRICS_NAMESPACE, POWERTOOLS_SERVICE_NAME } = Environment.Variables;
  Object.assign(process.env, { POWERTOOLS_METRICS_NAMESPACE, POWERTOOLS_SERVICE_NAME });
  const lines = printed();
  const signatures = new Set(lines.flatMap(signaturesIn));
  return { service: POWERTOOLS_SERVICE_NAME, lines, signatures };
}

function printed(): Line[] {
  const lines: Line[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text))) > 0),
  );
  try {
    const log = createLog();
    const { endpoint } = anyDeployed(() => true);
    const context = logContextOf(endpoint, { functionName: 'f', awsRequestId: 'r' });
    log.calls(context, ENDS.map(delivered));
    log.fates(context, [['m1', { kind: 'dead', reason: 'unknown-outcome' }]]);
    log.notReady(context, new ConfigurationError('x'));
    log.failure(context, new Error());
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines;
}

function signaturesIn({ _aws }: Line): string[] {
  return (_aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => Metrics.map(({ Name }) => signatureOf(Namespace, Name, names))),
  );
}
