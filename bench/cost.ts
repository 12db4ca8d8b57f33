import { number } from './format.ts';
import type { Metering, Way } from './metering.ts';
import { ASSUMPTIONS, PRICES } from './prices.ts';

/** People. */
const MILLION = 1_000_000;

/** A term of the price, with its arithmetic. */
export interface Term {
  readonly name: 'HTTP API' | 'SQS' | 'Lambda' | 'ledger' | 'logs' | 'traces' | 'transfer';
  readonly arithmetic: string;
  readonly dollars: number;
}

/** What a million people cost by one way in. */
export interface Price {
  readonly way: Way;
  readonly terms: readonly Term[];
  readonly dollars: number;
  readonly dominant: Term;
}

/** From what was measured of an invocation, by the assumed prices. */
export function priceOf(metering: Metering): Price {
  const invocations = MILLION / metering.people;
  const { trigger, writes } = metering;
  const terms = [
    trigger === 'http' ? api(invocations) : sqs(),
    lambda(invocations, metering),
    ...(writes > 0 ? [ledger(invocations * writes)] : []),
    logs(invocations, metering),
    traces(invocations),
    transfer(invocations, metering),
  ];
  return {
    way: metering.way,
    terms,
    dollars: terms.reduce((sum, { dollars }) => sum + dollars, 0),
    dominant: terms.reduce((most, term) => (term.dollars > most.dollars ? term : most)),
  };
}

function api(requests: number): Term {
  const dollars = requests * PRICES.httpApiPerRequest;
  return { name: 'HTTP API', arithmetic: `${number(requests)} requests`, dollars };
}

function sqs(): Term {
  const received = MILLION / ASSUMPTIONS.messagesPerReceive;
  const dollars = (MILLION + 2 * received) * PRICES.sqsPerRequest;
  const arithmetic = `${number(MILLION)} sent, ${number(received)} receives and as many deletions`;
  return { name: 'SQS', arithmetic, dollars };
}

function lambda(invocations: number, metering: Metering): Term {
  const { memoryMb } = metering;
  const ms = billedMs(metering, memoryMb);
  const arithmetic = `${number(invocations)} × ${number(ms)} ms × ${memoryMb} MB`;
  return { name: 'Lambda', arithmetic, dollars: invocations * lambdaPrice(ms, memoryMb) };
}

function ledger(writes: number): Term {
  return { name: 'ledger', arithmetic: `${number(writes)} writes`, dollars: writes * PRICES.dynamodbPerWrite };
}

function logs(invocations: number, { trigger, logBytes }: Metering): Term {
  const { platformLogBytes, accessLogBytes } = ASSUMPTIONS;
  const bytes = logBytes + platformLogBytes + (trigger === 'http' ? accessLogBytes : 0);
  const arithmetic = `${number(invocations)} × ${number(bytes / 1000)} kB`;
  return { name: 'logs', arithmetic, dollars: ((invocations * bytes) / 1e9) * PRICES.logsPerGb };
}

function traces(invocations: number): Term {
  const sampled = invocations * ASSUMPTIONS.sampledShare;
  return { name: 'traces', arithmetic: `${number(sampled)} sampled`, dollars: sampled * PRICES.tracesPerTrace };
}

function transfer(invocations: number, { calls, bodyBytes }: Metering): Term {
  const bytes = invocations * (bodyBytes + calls * ASSUMPTIONS.bytesAroundCall);
  const arithmetic = `${number(invocations * calls)} calls, ${number(bytes / 1e9)} GB`;
  return { name: 'transfer', arithmetic, dollars: (bytes / 1e9) * PRICES.transferPerGb };
}

/** How long Lambda bills an invocation for: computing at its share of a core, then waiting, as if they never overlapped. */
export function billedMs({ cpuMs, calls, writes }: Pick<Metering, 'cpuMs' | 'calls' | 'writes'>, memoryMb: number) {
  return cpuMs / coresOf(memoryMb) + waitMs(calls, writes);
}

/** Lambda's share of a core; more than one is of no use here. */
export function coresOf(memoryMb: number): number {
  return Math.min(1, memoryMb / ASSUMPTIONS.memoryMbOfOneCore);
}

/** Dollars for one invocation of so many milliseconds. */
export function lambdaPrice(ms: number, memoryMb: number): number {
  return PRICES.lambdaPerInvocation + (ms / 1000) * (memoryMb / 1024) * PRICES.lambdaPerGbSecond;
}

/** Calls in rounds of as many as may be made at once; before each its claims are written, and after the last how it ended. */
function waitMs(calls: number, writes: number): number {
  const { batchMs, writeMs, callsAtOnce, writesAtOnce } = ASSUMPTIONS;
  const claims = (Math.min(calls, callsAtOnce) / calls) * (writes / 2);
  const claimMs = Math.ceil(claims / writesAtOnce) * writeMs;
  return Math.ceil(calls / callsAtOnce) * (claimMs + batchMs) + claimMs;
}
