import { closed, type JsonSchema } from '../../lib/endpoints/description.ts';
import type { Account } from '../../lib/endpoints/endpoint.ts';

const text: JsonSchema = { type: 'string' };
const count: JsonSchema = { type: 'integer', minimum: 0 };

export const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Names of the schemas of answers about calls to Batch: those of apps and those of projects say so. */
export function answerNames(account: Account, isRead: boolean) {
  const suffix = isRead ? 'Read' : account === 'app' ? '' : 'ByProject';
  return {
    accepted: `Accepted${suffix}`,
    partial: `Partial${suffix}`,
    dryRun: `DryRun${suffix}`,
    problem: `Problem${suffix}`,
    acceptedResult: `AcceptedResult${suffix}`,
    failedResult: `FailedResult${suffix}`,
  };
}

/** Those schemas, by name. */
export function answerSchemas(account: Account, isRead: boolean): Record<string, JsonSchema> {
  const names = answerNames(account, isRead);
  const about = { [account]: { ...text, description: `Alias of the ${account}.` } };
  const acceptedOnly = refTo(names.acceptedResult);
  const any = { oneOf: [acceptedOnly, refTo(names.failedResult)] };
  return {
    [names.acceptedResult]: acceptedResult(about, isRead),
    [names.failedResult]: failedResult(about),
    [names.accepted]: closed({ status: { const: 'accepted' }, results: { type: 'array', items: acceptedOnly } }),
    [names.partial]: {
      ...closed({ status: { const: 'partial' }, results: { type: 'array', items: any } }),
      description: 'Something was accepted, and something was not.',
    },
    [names.problem]: problem({ results: { type: 'array', items: any } }),
    ...(isRead ? {} : { [names.dryRun]: dryRun(about) }),
  };
}

/** Of answers that are not about calls. */
export const COMMON_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Fault: {
    ...closed(
      { detail: text },
      {
        pointer: { ...text, description: 'RFC 6901, to the faulty or missing member of the body.' },
        parameter: { ...text, description: 'The faulty member of the query or the path.' },
        header: { ...text, description: 'The faulty header.' },
      },
    ),
    description: 'What is wrong with the request. The last of a thousand says that there are more.',
  },
  Problem: problem({}),
  Queued: closed({
    status: { const: 'queued' },
    id: { ...text, description: 'Of the message on the queue.' },
    key: { ...text, description: 'What `request-status` knows the request by.' },
  }),
  GatewayMessage: {
    type: 'object',
    properties: { message: { type: ['string', 'null'] } },
    required: ['message'],
    description: 'What API Gateway says by itself.',
  },
};

function acceptedResult(about: Record<string, JsonSchema>, isRead: boolean): JsonSchema {
  const told = isRead
    ? { data: { description: 'Batch’s JSON, as it came.' } }
    : { token: { ...text, description: 'What Batch answered to name it.' } };
  return closed({ ...about, status: { const: 'accepted' } }, { ...counted(), ...told });
}

function failedResult(about: Record<string, JsonSchema>): JsonSchema {
  const error = closed(
    { name: { ...text, description: 'Batch’s name of the error, or one of the gateway’s in the same form.' } },
    {
      detail: text,
      code: { type: 'integer', description: 'Batch’s.' },
      items: { type: 'array', items: text, description: 'Pointers to the users or profiles that it is about.' },
    },
  );
  return {
    ...closed({ ...about, status: { enum: ['rejected', 'deferred', 'unknown'] }, error }, counted()),
    description:
      '`rejected`: Batch will never take it. `deferred`: certainly not carried out, may work later. `unknown`: may have been carried out.',
  };
}

function counted(): Record<string, JsonSchema> {
  const place: JsonSchema = { type: 'integer', minimum: 0 };
  return {
    items: { ...count, description: 'Recipients, users, profiles or events of the call.' },
    of: {
      type: 'object',
      additionalProperties: { type: 'array', items: place, minItems: 2, maxItems: 2 },
      description: 'Whom it is about if the request was cut: from, and up to, which place of its list.',
    },
    calls: { ...count, description: 'So many calls ended alike, where an answer would be too long otherwise.' },
  };
}

function dryRun(about: Record<string, JsonSchema>): JsonSchema {
  const request = closed(
    { method: text, path: { ...text, description: 'With the alias where the key would stand.' } },
    { body: {} },
  );
  return closed({
    status: { const: 'dry_run' },
    results: { type: 'array', items: closed({ ...about, status: { const: 'planned' }, items: count, request }) },
  });
}

/** RFC 9457. */
function problem(more: Record<string, JsonSchema>): JsonSchema {
  return closed(
    { type: { const: 'about:blank' }, title: text, status: { type: 'integer' } },
    { detail: text, errors: { type: 'array', items: refTo('Fault') }, ...more },
  );
}
