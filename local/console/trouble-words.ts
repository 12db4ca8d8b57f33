import type { FaultKind } from '../batch/faults.ts';
import type { FrontedService } from '../fronts.ts';
import type { FaultRow, ServiceRow } from './api.ts';

type Words<Row, Name extends keyof Row> = Omit<Row, Name>;

const REJECTED = 'Requests: rejected (422), never tried again. Queues: a dead letter at once, with the reason.';
const UNKNOWN =
  'Requests: a push is unknown (504) and not repeated; custom data is tried again. Queues: a push becomes a dead letter.';

/** As docs/outcomes.md has it, for a person at the console. */
const FAULTS: Readonly<Record<FaultKind, Words<FaultRow, 'kind'>>> = {
  '400': { title: 'Malformed parameter', watchFor: REJECTED },
  '401': {
    title: 'Keys refused',
    watchFor: 'Requests: the keys are read anew and the call made once more; refused twice, it is deferred (500).',
  },
  '403': { title: 'API misuse', watchFor: REJECTED },
  '404': { title: 'Route not found', watchFor: REJECTED },
  '429': {
    title: 'Too many requests',
    watchFor: 'Requests: a wait of 5 s or more, then the call again. Queues: the message is seen again after that.',
  },
  '500': { title: 'Server error', watchFor: UNKNOWN },
  '502': { title: 'A proxy’s bad gateway', watchFor: UNKNOWN },
  '503': {
    title: 'Maintenance',
    watchFor: 'Requests: tried again for up to 10 s, then deferred (503). Queues: the message waits, and waits longer.',
  },
  '503-proxy': { title: 'A proxy’s service unavailable', watchFor: UNKNOWN },
  '504': { title: 'A proxy’s gateway timeout', watchFor: UNKNOWN },
  answer: {
    title: 'A status of your choice, without Batch’s body',
    watchFor: 'Requests: what is not Batch’s own word counts for less: a 404 without its body is deferred.',
    needs: 'status',
  },
  delay: {
    title: 'A late answer',
    watchFor: 'Phones: the push at once. Requests: the call takes longer; after 10 s the gateway calls it unknown.',
    needs: 'delayMs',
  },
  garbage: {
    title: 'A yes that is no JSON',
    watchFor: 'Phones: the push. Requests: accepted, without a token; what reads is unknown.',
  },
  hang: {
    title: 'No answer',
    watchFor: 'Phones: the push. Requests: unknown (504) after 10 s, and not repeated.',
  },
  'hang-in-body': {
    title: 'A yes that breaks off',
    watchFor: 'Phones: the push. Requests: accepted after 10 s, without a token; what reads is unknown.',
  },
  'reset-before-reading': {
    title: 'The connection breaks, the call is lost',
    watchFor: 'Phones: nothing. Requests: unknown (504), since nobody can tell; a push is not repeated.',
  },
  'reset-after-reading': {
    title: 'The connection breaks, the call is carried out',
    watchFor: 'Phones: the push, once. Requests: unknown (504), and not repeated. Queues: a dead letter.',
  },
};

const SERVICES: Readonly<Record<FrontedService, Words<ServiceRow, 'service'>>> = {
  secretsmanager: {
    title: 'Secrets Manager',
    watchFor: 'Requests: a function that has the keys goes on with them, one that never had them defers (503).',
  },
  dynamodb: {
    title: 'DynamoDB',
    watchFor: 'Requests: a push with a key, or from a queue, is deferred: without the ledger none leaves.',
  },
  sqs: {
    title: 'SQS',
    watchFor:
      'Requests: “Prefer: respond-async” fails. Queues: no delay is set and no letter buried; messages come back.',
  },
  events: {
    title: 'EventBridge',
    watchFor: 'Requests: they end as ever; nothing is told on the bus of those from a queue.',
  },
};

/** Every fault of the simulator. */
export const FAULT_ROWS: readonly FaultRow[] = Object.entries(FAULTS).map(([kind, words]) => ({ kind, ...words }));

/** Every service of AWS that can seem down. */
export const SERVICE_ROWS: readonly ServiceRow[] = Object.entries(SERVICES).map(([service, words]) => ({
  service,
  ...words,
}));
