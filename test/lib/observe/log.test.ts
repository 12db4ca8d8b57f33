import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delivered } from '../../../lib/delivery/delivered.ts';
import type { DeferredBy, Outcome } from '../../../lib/delivery/outcome.ts';
import { transactionalSend } from '../../../lib/endpoints/v1/transactional-send.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { createLog, type Log, logContextOf } from '../../../lib/observe/log.ts';
import { accept } from '../../support/fake-batch.ts';
import { scriptedGateway } from '../../support/gateway.ts';

const error = { name: 'X', detail: 'quotes u1', code: 31 };
const accepted: Outcome = { status: 'accepted', token: 'answer-token' };
const rejected: Outcome = { status: 'rejected', httpStatus: 400, error };
const unknown: Outcome = { status: 'unknown', error };
const deferred = (by: DeferredBy): Outcome => ({ status: 'deferred', by, error });

/** A call of three items that was made once for each outcome, the last of which stands. */
function delivered(app: string, outcomes: readonly Outcome[], more: Partial<Delivered> = {}): Delivered {
  const call = { app, items: 3, body: '{"private":"u1"}', parts: [] };
  const exchanges = outcomes.map((outcome, index) => ({ outcome, durationMs: 10 + index }));
  return { call, outcome: outcomes.at(-1) ?? deferred('deadline'), exchanges, durationMs: 50, ...more };
}

type Line = Record<string, unknown>;
const context = logContextOf({ name: 'transactional-send' }, {
  functionName: 'fn',
  awsRequestId: 'invocation',
} as Context);

/** What a log prints while it does something. */
function printed(act: (log: Log) => void): { lines: Line[]; metrics: Line[] } {
  const texts: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => texts.push(String(text)) > 0),
  );
  try {
    act(createLog());
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const all = texts.map((text) => JSON.parse(text) as Line);
  return { lines: all.filter((line) => !('_aws' in line)), metrics: all.filter((line) => '_aws' in line) };
}

beforeEach(() => {
  process.env['POWERTOOLS_SERVICE_NAME'] = 'service';
  process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Namespace';
});

describe('the log', () => {
  it('has a line per call: whose, for which app, how it ended, how often it was made, how long it took', () => {
    const { lines } = printed((log) =>
      log.calls(context, [delivered('ios', [accepted]), delivered('android', [deferred('throttled'), rejected])]),
    );
    const shared = {
      endpoint: 'transactional-send',
      function_name: 'fn',
      function_request_id: 'invocation',
      correlation_id: 'invocation',
      items: 3,
      durationMs: 50,
    };
    expect(lines).toMatchObject([
      { ...shared, level: 'INFO', app: 'ios', outcome: 'accepted', attempts: 1, token: 'answer-token' },
      { ...shared, level: 'WARN', app: 'android', outcome: 'rejected', attempts: 2, error: 'X', code: 31 },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/u1|private/);
  });

  it('cuts a token at 100 characters', () => {
    const long: Outcome = { status: 'accepted', token: `${'t'.repeat(99)}👋` };
    const { lines } = printed((log) => log.calls(context, [delivered('ios', [long])]));
    expect(lines).toMatchObject([{ token: 't'.repeat(99) }]);
  });

  it('follows a request by the id that API Gateway gave it, and a message by its own', () => {
    expect(logContextOf({ name: 'e' }, undefined, 'gateway')).toMatchObject({ correlation_id: 'gateway' });
    const { lines } = printed((log) =>
      log.fates(context, [
        ['m1', { kind: 'done' }],
        ['m2', { kind: 'deferred', delaySeconds: 10 }],
      ]),
    );
    expect(lines).toMatchObject([{ correlation_id: 'm2', fate: 'deferred', delaySeconds: 10 }]);
  });

  it('tells where a defect is and not what it says', () => {
    const defect = new TypeError('quotes u1');
    const { lines } = printed((log) => log.calls(context, [delivered('ios', [unknown], { defect })]));
    expect(lines[1]).toMatchObject({ level: 'ERROR', error: 'TypeError', frames: expect.any(Array) });
    expect(JSON.stringify(lines)).not.toContain('u1');
  });

  it('tells when the ledger could not be told', () => {
    const unrecorded = Object.assign(new Error('quotes u1'), { name: 'ThrottlingException' });
    const { lines } = printed((log) => log.calls(context, [delivered('ios', [accepted], { unrecorded })]));
    expect(lines[1]).toMatchObject({ level: 'ERROR', error: 'ThrottlingException' });
  });
});

describe('the metrics', () => {
  it('count people by outcome, and calls by what Batch did, for the service and for each app of an endpoint', () => {
    const { metrics } = printed((log) =>
      log.calls(context, [
        delivered('ios', [accepted]),
        delivered('ios', [deferred('throttled'), unknown]),
        delivered('android', [deferred('keys'), deferred('keys')]),
      ]),
    );
    const { _aws, ...ios } = metrics[0] ?? {};
    expect(_aws).toMatchObject({
      CloudWatchMetrics: [{ Namespace: 'Namespace', Dimensions: [['service'], ['service', 'endpoint', 'app']] }],
    });
    expect(ios).toEqual({
      service: 'service',
      endpoint: 'transactional-send',
      app: 'ios',
      Accepted: 3,
      Unknown: 3,
      Throttled: 1,
      BatchLatency: [10, 10, 11],
    });
    expect(metrics[1]).toMatchObject({ app: 'android', Deferred: 3, KeysRefused: 1 });
    expect(metrics[2]).toMatchObject({ endpoint: 'transactional-send', SecretRefetches: 1 });
    expect(metrics[2]).not.toHaveProperty('app');
  });

  it('count nothing a second time that the ledger remembers', () => {
    expect(printed((log) => log.calls(context, [delivered('ios', [accepted], { remembered: true })])).metrics).toEqual(
      [],
    );
  });

  it('count what waits for a person', () => {
    const dead = (reason: 'unknown-outcome' | 'rejected') => ({ kind: 'dead', reason, detail: 'x' }) as const;
    const { metrics } = printed((log) =>
      log.fates(context, [
        ['m1', dead('unknown-outcome')],
        ['m2', dead('rejected')],
        ['m3', dead('unknown-outcome')],
      ]),
    );
    expect(metrics).toMatchObject([{ endpoint: 'transactional-send', ParkedMessages: 2 }]);
  });

  it('count each line that is an error, once', () => {
    const { lines, metrics } = printed((log) => {
      log.notReady(context, new ConfigurationError('x'));
      log.failure(context, new Error('x'));
      log.calls(context, [delivered('ios', [unknown], { defect: new Error('x'), unrecorded: new Error('x') })]);
      log.answer(context, 500);
    });
    const counted = metrics.filter((line) => 'LoggedErrors' in line);
    expect(lines.filter(({ level }) => level === 'ERROR')).toHaveLength(4);
    expect(counted.map(({ service, LoggedErrors }) => [service, LoggedErrors])).toEqual(Array(4).fill(['service', 1]));
  });

  it.each([99, 100, 101, 250])('keep their dimensions and lose no value with %i calls', (calls) => {
    const { metrics } = printed((log) =>
      log.calls(
        context,
        Array.from({ length: calls }, () => delivered('ios', [accepted])),
      ),
    );
    expect(metrics.every(({ app, endpoint }) => app === 'ios' && endpoint === 'transactional-send')).toBe(true);
    expect(metrics.flatMap(({ BatchLatency }) => BatchLatency)).toHaveLength(calls);
    expect(metrics.map(({ Accepted }) => Accepted)).toEqual([3 * calls, ...Array(metrics.length - 1).fill(undefined)]);
  });
});

describe('what observes', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  const parked = { kind: 'dead', reason: 'unknown-outcome', detail: 'x' } as const;
  const METHODS: [keyof Log, (log: Log) => void][] = [
    ['calls', (log) => log.calls(context, [delivered('ios', [accepted])])],
    ['answer', (log) => log.answer(context, 201)],
    ['fates', (log) => log.fates(context, [['m1', parked]])],
    ['notReady', (log) => log.notReady(context, new ConfigurationError('x'))],
    ['failure', (log) => log.failure(context, new Error('x'))],
  ];

  it.each(METHODS)('never throws, and says so by name alone, when the logger can not be made: %s', (_name, act) => {
    vi.stubEnv('POWERTOOLS_LOGGER_SAMPLE_RATE', 'u1');
    const { lines } = printed(act);
    expect(lines).toEqual([{ level: 'ERROR', message: 'not told', error: 'TypeError' }]);
  });

  it.each(METHODS)('logs, when no metric can be counted: %s', (_name, act) => {
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'maybe');
    expect(printed(act).lines.filter(({ message }) => message !== 'not told')).toHaveLength(1);
  });

  it.each(METHODS.filter(([name]) => name !== 'answer'))('counts, when nothing can be logged: %s', (_name, act) => {
    vi.stubEnv('POWERTOOLS_LOGGER_SAMPLE_RATE', 'x');
    expect(printed(act).metrics).toHaveLength(1);
  });

  it.each(METHODS)('never throws with variables that make no sense, or streams that do not write: %s', (_name, act) => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'LOUD');
    vi.stubEnv('POWERTOOLS_DEV', 'maybe');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'maybe');
    const broken = () => {
      throw new Error('EPIPE');
    };
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(broken);
    for (const method of ['log', 'info', 'warn', 'error'] as const)
      vi.spyOn(console, method).mockImplementation(broken);
    expect(() => act(createLog())).not.toThrow();
  });

  it.each([undefined, null, 'text', { name: Symbol('x') }])(
    'never throws for what is thrown and no error: %s',
    (thrown) => {
      vi.spyOn(Logger.prototype, 'info').mockImplementation(() => {
        throw thrown;
      });
      expect(() => printed((log) => log.answer(context, 201))).not.toThrow();
    },
  );

  it('counts nothing for one app that it failed to count for another', () => {
    const { metrics } = printed((log) => {
      log.calls(context, [delivered('web', [rejected])]);
      const fails = vi.spyOn(Metrics.prototype, 'publishStoredMetrics').mockImplementationOnce(() => {
        throw new Error('x');
      });
      log.calls(context, [delivered('ios', [accepted])]);
      fails.mockRestore();
      log.calls(context, [delivered('android', [unknown])]);
    });
    expect(metrics).toMatchObject([
      { app: 'web', Rejected: 3 },
      { app: 'android', Unknown: 3 },
    ]);
    expect(metrics[1]).not.toHaveProperty('Accepted');
  });

  it.each([
    ['POWERTOOLS_METRICS_DISABLED', 'maybe'],
    ['POWERTOOLS_LOGGER_SAMPLE_RATE', 'often'],
    ['POWERTOOLS_LOG_LEVEL', 'LOUD'],
  ])('leaves a push that was accepted a push that was accepted: %s=%s', async (name, value) => {
    vi.stubEnv(name, value);
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { post } = await scriptedGateway(transactionalSend, [accept], { log: createLog(), timeoutMs: 15_000 });
    const { statusCode } = await post({ group_id: 'g', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } });
    expect(statusCode).toBe(201);
  });
});
