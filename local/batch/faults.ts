import * as z from 'zod/mini';
import { parse, pathText } from './check.ts';
import { ENDPOINTS, type EndpointName } from './endpoints.ts';
import { OWN_ANSWERS } from './own-answers.ts';

/** The faults that happen on the way, whatever Batch's answer. */
const TRANSPORT_KINDS = [
  'delay',
  'reset-before-reading',
  'reset-after-reading',
  'hang',
  'hang-in-body',
  'garbage',
] as const;

const OWN_ANSWER_KINDS = Object.keys(OWN_ANSWERS) as (keyof typeof OWN_ANSWERS)[];
const KINDS = [...TRANSPORT_KINDS, ...OWN_ANSWER_KINDS, 'answer'] as const;

/** What goes wrong: an HTTP status stands for Batch's or a proxy's own answer, a word for what happens on the way. */
export type FaultKind = (typeof KINDS)[number];

/** Something that goes wrong with the next calls of an app or a project, of an endpoint, or of all. */
export type Fault = z.infer<ReturnType<typeof faultSchema>>;

/** A fault waiting for calls. */
export interface PendingFault extends Fault {
  readonly id: number;
  left: number | 'always';
}

const wholeNumber = z.int().check(z.nonnegative());

function faultSchema(aliases: string[]) {
  return z.strictObject({
    kind: z.pipe(
      z.transform((kind) => (typeof kind === 'number' ? String(kind) : kind)),
      z.enum(KINDS),
    ),
    app: z.optional(z.enum(aliases)),
    endpoint: z.optional(z.enum(Object.keys(ENDPOINTS) as EndpointName[])),
    times: z._default(z.union([z.int().check(z.positive()), z.literal('always')]), 1),
    delayMs: z.optional(wholeNumber),
    retryAfterSeconds: z.optional(wholeNumber),
    status: z.optional(z.int().check(z.gte(200), z.lte(599))),
    body: z.optional(z.string()),
    carriedOut: z.optional(z.boolean()),
  });
}

/** Reads a fault as asked for over HTTP; `errors` names every problem, the members that do not go together included. */
export function readFault(body: unknown, aliases: string[]): { fault: Fault } | { errors: string[] } {
  const result = parse(faultSchema(aliases), body);
  const errors = result.error?.issues.map(({ path, message }) => `${pathText(path)}: ${message}`) ?? [];
  errors.push(...combinationProblems(body));
  return result.success && errors.length === 0 ? { fault: result.data } : { errors };
}

function combinationProblems(body: unknown): string[] {
  const fault = Object(body) as Record<string, unknown>;
  const kind = String(fault['kind']);
  const isOwnAnswer = kind === 'answer' || Object.hasOwn(OWN_ANSWERS, kind);
  const has = (name: string) => fault[name] !== undefined;
  const problems = {
    'delayMs: needed by delay': kind === 'delay' && !has('delayMs'),
    'status: needed by answer': kind === 'answer' && !has('status'),
    'status: for answer only': kind !== 'answer' && has('status'),
    'body: for answer only': kind !== 'answer' && has('body'),
    'retryAfterSeconds: for kinds that answer a status only': !isOwnAnswer && has('retryAfterSeconds'),
    [`carriedOut: not for ${kind}`]: ['delay', 'reset-before-reading'].includes(kind) && has('carriedOut'),
  };
  return Object.keys(problems).filter((problem) => problems[problem as keyof typeof problems]);
}

/** Whether a call that meets this fault still takes effect at Batch; what answers a status of its own says no by default. */
export function carriesOut(fault: Fault | undefined): boolean {
  if (!fault) return true;
  return fault.carriedOut ?? (TRANSPORT_KINDS as readonly FaultKind[]).includes(fault.kind);
}

/** The faults in the order they were given. */
export interface FaultQueue {
  add(fault: Fault): PendingFault;
  /** Uses up one time of the first fault that fits. */
  take(app: string | null, endpoint: string | null): Fault | undefined;
  pending(): PendingFault[];
  /** Takes one back; false if it is not there. */
  drop(id: number): boolean;
  clear(): void;
}

export function createFaultQueue(): FaultQueue {
  let pending: PendingFault[] = [];
  let lastId = 0;
  return {
    add: (fault) => {
      lastId += 1;
      const added = { id: lastId, ...fault, left: fault.times };
      pending.push(added);
      return added;
    },
    take: (app, endpoint) => {
      const found = pending.find((fault) => (fault.app ?? app) === app && (fault.endpoint ?? endpoint) === endpoint);
      if (found && found.left !== 'always') found.left -= 1;
      pending = pending.filter(({ left }) => left !== 0);
      return found;
    },
    pending: () => pending,
    drop: (id) => {
      const before = pending.length;
      pending = pending.filter((fault) => fault.id !== id);
      return pending.length < before;
    },
    clear: () => {
      pending = [];
    },
  };
}
