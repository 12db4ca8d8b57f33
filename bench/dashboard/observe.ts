import { setInterval as every } from 'node:timers/promises';
import * as z from 'zod';
import type { Stack } from '../../local/stack.ts';
import { type LogLine, Recorder } from './figures.ts';

const SAMPLE_MS = 500;

const emfSchema = z.object({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

const message = z.object({ sentTimestamp: z.number() });
const queueSchema = z.object({
  messages: z.object({
    ready: z.array(message),
    delayed: z.array(message),
    inflight: z.array(z.object({ message })),
  }),
});

/** Collects what the functions print and what the emulators hold; its time begins when it begins to watch the queues. */
export class Observer {
  readonly recorder = new Recorder();
  #startedAt = Date.now();
  #unfinished = '';

  now(): number {
    return Date.now() - this.#startedAt;
  }

  /** Takes what the functions print: lines of their log, and of metrics. */
  readonly read = (text: string): void => {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = lines.pop() ?? '';
    for (const line of lines.filter((each) => each.startsWith('{'))) this.#readLine(JSON.parse(line));
  };

  #readLine(fields: Record<string, unknown>): void {
    const emf = emfSchema.safeParse(fields);
    if (!emf.success) this.recorder.lines.push({ atMs: this.now(), fields });
    for (const { Namespace, Dimensions, Metrics } of emf.data?._aws.CloudWatchMetrics ?? []) {
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(fields[name])]));
        for (const { Name } of Metrics) this.#add(Namespace, Name, dimensions, ...[fields[Name]].flat().map(Number));
      }
    }
  }

  #add(namespace: string, name: string, dimensions: Record<string, string>, ...values: number[]): void {
    for (const value of values) this.recorder.add(namespace, name, dimensions, { atMs: this.now(), value });
  }

  /** Looks at the queues until it is told to stop. */
  async watchQueues({ sqs, service }: Stack, signal: AbortSignal): Promise<void> {
    this.#startedAt = Date.now();
    for await (const _ of every(SAMPLE_MS)) {
      if (signal.aborted) return;
      await Promise.all(service.queues.map(({ name }) => this.#sample(sqs.url, name)));
    }
  }

  async #sample(sqsUrl: string, queueName: string): Promise<void> {
    const inspected = await (await fetch(`${sqsUrl}/_fauxqs/queues/${queueName}`)).json();
    const { ready, delayed, inflight } = queueSchema.parse(inspected).messages;
    const held = [...ready, ...delayed, ...inflight.map((entry) => entry.message)];
    const oldestAt = held.reduce((oldest, { sentTimestamp }) => Math.min(oldest, sentTimestamp), Date.now());
    const dimensions = { QueueName: queueName };
    this.#add('AWS/SQS', 'ApproximateNumberOfMessagesVisible', dimensions, ready.length);
    this.#add('AWS/SQS', 'ApproximateNumberOfMessagesNotVisible', dimensions, inflight.length);
    this.#add('AWS/SQS', 'ApproximateAgeOfOldestMessage', dimensions, (Date.now() - oldestAt) / 1000);
  }

  /**
   * How many functions ran at a time, from their log. Of their errors and throttles, and of the ledger's, the embedded AWS
   * has no figures.
   */
  countExecutions({ functions }: Stack['service'], durationMs: number): void {
    for (const { name } of functions) {
      for (let atMs = 0; atMs < durationMs; atMs += SAMPLE_MS) {
        const value = concurrency(this.recorder.lines, name, atMs);
        this.recorder.add('AWS/Lambda', 'ConcurrentExecutions', { FunctionName: name }, { atMs, value });
      }
    }
  }
}

/** Invocations under way: from the beginning of their first call to their last line. */
function concurrency(lines: readonly LogLine[], functionName: string, atMs: number): number {
  const under = new Map<unknown, { from: number; to: number }>();
  for (const { fields, atMs: to } of lines.filter((line) => line.fields['function_name'] === functionName)) {
    const known = under.get(fields['function_request_id']);
    const from = to - Number(fields['durationMs'] ?? 0);
    under.set(fields['function_request_id'], { from: Math.min(from, known?.from ?? from), to });
  }
  return [...under.values()].filter(({ from, to }) => from < atMs + SAMPLE_MS && to >= atMs).length;
}
