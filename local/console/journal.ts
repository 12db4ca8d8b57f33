import type { Result } from '../aws/api-gateway.ts';
import type { LambdaInvocation } from '../aws/lambda.ts';
import type { Call } from '../batch/memory.ts';
import { type AwsExchange, invocationIn, type StackWatch } from '../watch.ts';
import type { PushSeen, RequestDetail, RequestRow } from './api.ts';
import { type Asked, askedIn, isOfQueue } from './asked.ts';
import { endingOf, fateOfLetter, outcomesOf } from './endings.ts';
import { type Attempt, type Entry, toDetail, toRow } from './entry.ts';
import { FigureBoard } from './figures.ts';
import { LogLines } from './log-lines.ts';
import { PushBoard } from './pushes.ts';
import { Ring } from './ring.ts';
import type { NumberedCall } from './steps.ts';

/** Ours: so many requests are kept, of so many bytes together, with what was sent for them. */
const MOST_REQUESTS = 10_000;
const MOST_BYTES = 256 * 1024 * 1024;

/** What hears of news. */
export interface JournalListener {
  /** Requests are new, or changed. */
  changed(ids: readonly string[]): void;
  pushed(push: PushSeen): void;
}

/** Writes down what came in, what became of it, and how. Forgets the oldest. */
export class Journal implements StackWatch {
  readonly figures = new FigureBoard();
  readonly pushes = new PushBoard();
  readonly #entries = new Ring<Entry>(MOST_REQUESTS, MOST_BYTES, (entry) => this.#forget(entry));
  readonly #attempts = new Map<string, Attempt>();
  /** The requests over HTTP that were put on a queue, by the ids of their messages. */
  readonly #queuedAs = new Map<string, Entry>();
  readonly #lines = new Map<string, LogLines>();
  readonly #calls = new WeakMap<Call, NumberedCall>();
  readonly #listener: JournalListener;
  #calledSoFar = 0;

  constructor(listener: JournalListener) {
    this.#listener = listener;
  }

  /** The oldest first. */
  rows(): RequestRow[] {
    return this.#entries.values().map(toRow);
  }

  /** Those of them that are still kept. */
  rowsOf(ids: Iterable<string>): RequestRow[] {
    return [...ids].flatMap((id) => this.#entries.get(id) ?? []).map(toRow);
  }

  detailOf(id: string): RequestDetail | undefined {
    // Whoever was told of the message before it was known to be the same request.
    const entry = this.#entries.get(id) ?? this.#queuedAs.get(id);
    return entry && toDetail(entry);
  }

  invoked(invocation: LambdaInvocation): void {
    const asked = askedIn(invocation);
    if (asked.length === 0) return;
    const at = Date.now();
    const entries = asked.map((each) => this.#entryOf(each, at));
    const attempt = { invocation, at, entries, calls: [], exchanges: [], againAt: new Map() };
    this.#attempts.set(invocation.id, attempt);
    for (const entry of entries) {
      entry.tries.push(attempt);
      entry.ending = { ...entry.ending, fate: 'running' };
    }
    this.#tell(entries);
  }

  ended({ id }: LambdaInvocation, end: { readonly answer: unknown } | { readonly error: Error }): void {
    const attempt = this.#attempts.get(id);
    if (!attempt) return;
    attempt.endedAt = Date.now();
    if ('error' in end) attempt.error = end.error.message;
    for (const entry of attempt.entries) this.#end(entry, attempt, 'answer' in end ? end.answer : undefined);
    this.#tell(attempt.entries);
  }

  called(call: Call): void {
    this.#calledSoFar += 1;
    const numbered = { number: this.#calledSoFar, call };
    this.#calls.set(call, numbered);
    const attempt = this.#attemptOf(call);
    attempt?.calls.push(numbered);
    const push = this.pushes.add(
      numbered.number,
      call,
      attempt?.entries.map(({ asked }) => asked),
    );
    if (push) this.#listener.pushed(push);
    if (attempt) this.#tell(attempt.entries);
  }

  answered(call: Call): void {
    const numbered = this.#calls.get(call);
    if (numbered) numbered.endedMs = Date.now();
    this.#tell(this.#attemptOf(call)?.entries ?? []);
  }

  asked(exchange: AwsExchange): void {
    const attempt = this.#attempts.get(exchange.invocation ?? '');
    if (!attempt) return;
    attempt.exchanges.push(exchange);
    if (exchange.action === 'events:PutEvents') readOutcomeEvents(exchange, attempt.entries);
  }

  printed(functionName: string, text: string): void {
    const lines = this.#lines.get(functionName) ?? new LogLines();
    this.#lines.set(functionName, lines);
    for (const line of lines.read(text)) {
      this.figures.read(line, Date.now());
      if (line['message'] === 'message') this.#readFate(line as unknown as FateLine);
    }
  }

  /** A message that was put on its queue over HTTP is the same request. */
  #entryOf(asked: Asked, at: number): Entry {
    const known = this.#queuedAs.get(asked.id) ?? this.#entries.get(asked.id);
    if (known) return known;
    const entry: Entry = { asked, at, tries: [], ending: { fate: 'running' } };
    this.#entries.add(asked.id, entry, asked.asked.body.length);
    return entry;
  }

  #end(entry: Entry, attempt: Attempt, answer: unknown): void {
    entry.endedAt = attempt.endedAt as number;
    if (isOfQueue(attempt.invocation.event)) endMessage(entry, attempt, answer);
    else this.#endHttp(entry, answer as Result | undefined);
  }

  #endHttp(entry: Entry, answer: Result | undefined): void {
    // API Gateway's answer for a function that is lost.
    entry.ending = answer ? endingOf(answer) : { fate: 'unknown', status: 500 };
    if (!answer) return;
    entry.answer = answer;
    const { queuedAs } = entry.ending;
    if (queuedAs === undefined) return;
    this.#queuedAs.set(queuedAs, entry);
    const message = this.#entries.get(queuedAs);
    if (!message) return;
    // The queue was faster than the answer.
    entry.tries.push(...message.tries);
    entry.ending = { ...message.ending, status: answer.statusCode, queuedAs };
    this.#entries.remove(queuedAs);
  }

  #readFate({ correlation_id: id, function_request_id, fate, delaySeconds, reason }: FateLine): void {
    const attempt = this.#attempts.get(function_request_id);
    const entry = this.#queuedAs.get(id) ?? this.#entries.get(id);
    if (!attempt || !entry) return;
    if (fate === 'deferred') attempt.againAt.set(id, Date.now() + (delaySeconds ?? 0) * 1000);
    if (fate === 'dead') entry.ending = { ...entry.ending, ...(reason !== undefined && { reason }) };
    this.#endMessageAgain(entry, attempt);
  }

  /** What a function prints may be read after its answer. */
  #endMessageAgain(entry: Entry, attempt: Attempt): void {
    const { reason, fate } = entry.ending;
    if (reason !== undefined && attempt.endedAt !== undefined && fate === 'accepted') {
      entry.ending = { ...entry.ending, fate: fateOfLetter(reason) };
    }
    this.#tell([entry]);
  }

  /** The invocation that makes a call. */
  callerOf(call: Call): LambdaInvocation | undefined {
    return this.#attemptOf(call)?.invocation;
  }

  #attemptOf({ traceparent }: Call): Attempt | undefined {
    return this.#attempts.get(invocationIn({ traceparent }) ?? '');
  }

  #tell(entries: readonly Entry[]): void {
    if (entries.length > 0) this.#listener.changed(entries.map(({ asked }) => asked.id));
  }

  #forget({ tries, ending, asked }: Entry): void {
    if (ending.queuedAs !== undefined) this.#queuedAs.delete(ending.queuedAs);
    for (const { invocation, entries } of tries) {
      const isNeeded = entries.some((entry) => entry.asked !== asked && this.#entries.get(entry.asked.id) === entry);
      if (!isNeeded) this.#attempts.delete(invocation.id);
    }
  }
}

/** What a function logs of a message that is not done. */
interface FateLine {
  readonly correlation_id: string;
  readonly function_request_id: string;
  readonly fate: 'deferred' | 'dead';
  readonly delaySeconds?: number;
  readonly reason?: string;
}

/** A message that is in no list of failures is done, or dead. */
function endMessage(entry: Entry, { error }: Attempt, answer: unknown): void {
  const { batchItemFailures = [] } = Object(answer) as { batchItemFailures?: { itemIdentifier: string }[] };
  const id = entry.ending.queuedAs ?? entry.asked.id;
  const comesBack = error !== undefined || batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === id);
  const { fate, reason } = entry.ending;
  if (comesBack) entry.ending = { ...entry.ending, fate: 'waiting' };
  else if (fate === 'running')
    entry.ending = { ...entry.ending, fate: reason === undefined ? 'accepted' : fateOfLetter(reason) };
}

interface EventEntry {
  readonly DetailType: string;
  readonly Detail: string;
}

/** What the functions tell on the bus of requests whose fate is decided. */
function readOutcomeEvents({ input }: AwsExchange, entries: readonly Entry[]): void {
  const { Entries = [] } = Object(input) as { Entries?: EventEntry[] };
  for (const { Detail } of Entries) {
    const { key, status, reason, results } = JSON.parse(Detail);
    const outcomes = outcomesOf(results);
    for (const entry of entries.filter(({ asked, ending }) => asked.name === key || ending.queuedAs === key)) {
      entry.ending = {
        ...entry.ending,
        fate: reason === 'invalid' ? 'refused' : status,
        ...(reason !== undefined && { reason }),
        ...(outcomes.length > 0 && { outcomes }),
      };
    }
  }
}
