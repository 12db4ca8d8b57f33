import type { LambdaInvocation } from './aws/lambda.ts';
import type { Call } from './batch/memory.ts';

/** What the functions ask of AWS, or what they are answered: a service's own JSON, without its protocol. */
export interface AwsExchange {
  /** The invocation that asked, a UUID; undefined for what a function does on its own. */
  readonly invocation: string | undefined;
  /** As in a policy: `sqs:SendMessage`. */
  readonly action: string;
  readonly atMs: number;
  readonly endedMs: number;
  /** The HTTP status; undefined where the service is down. */
  readonly status: number | undefined;
  readonly input: unknown;
  readonly output: unknown;
}

/** Sees all that happens in the embedded stack; what it throws ends the stack. Times are milliseconds since 1970. */
export interface StackWatch {
  /** An event was handed to a function. */
  invoked(invocation: LambdaInvocation): void;
  /** The same function is done with it, or dead. */
  ended(invocation: LambdaInvocation, end: { readonly answer: unknown } | { readonly error: Error }): void;
  /** Batch has read a call and, unless refused, carried it out, and has not answered yet. */
  called(call: Call): void;
  /** Whoever called has an answer of Batch's, or no connection to it any more. */
  answered(call: Call): void;
  /** A function spoke to AWS. */
  asked(exchange: AwsExchange): void;
  /** What the functions print, in pieces of any length. */
  printed(functionName: string, text: string): void;
}

/** The id of the invocation that a request comes from, by its `traceparent`: https://www.w3.org/TR/trace-context/#traceparent-header */
export function invocationIn({ traceparent }: NodeJS.Dict<string | string[]>): string | undefined {
  const [, id] = /^00-([0-9a-f]{32})-/.exec(String(traceparent)) ?? [];
  return id?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
