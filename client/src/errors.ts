/** What is wrong with a request, and where. */
export interface Fault {
  readonly detail: string;
  /** RFC 6901, into the body. */
  readonly pointer?: string;
  /** A member of the query or the path. */
  readonly parameter?: string;
  readonly header?: string;
}

/** RFC 9457, as the gateway answers when nothing was accepted; API Gateway itself says no more than `message`. */
export interface Problem {
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly message?: string | null;
  /** What is wrong with the request. */
  readonly errors?: readonly Fault[];
  /** How each call to Batch ended, if there were any. */
  readonly results?: readonly object[];
}

/** What every call may throw: nothing was accepted. */
export class GatewayError extends Error {
  override readonly name: string = 'GatewayError';
  readonly status: number;
  readonly problem: Problem;
  /** The request's name, where it has one: the same request may be sent again under it. */
  readonly idempotencyKey: string | undefined;

  constructor(status: number, problem: Problem, idempotencyKey: string | undefined) {
    super(messageOf(status, problem));
    this.status = status;
    this.problem = problem;
    this.idempotencyKey = idempotencyKey;
  }
}

/** 400 and 413: the request is faulty, and `problem.errors` names every fault. Nothing was sent. */
export class InvalidRequestError extends GatewayError {
  override readonly name = 'InvalidRequestError';
}

/** 401 and 403: whoever asks may not, or what is asked for is not allowed as things stand. Nothing was sent. */
export class NotAllowedError extends GatewayError {
  override readonly name = 'NotAllowedError';
}

/** 404: there is no such thing. */
export class NotFoundError extends GatewayError {
  override readonly name = 'NotFoundError';
}

/** 422: Batch refuses it as it stands, or the key belongs to another request. */
export class RefusedError extends GatewayError {
  override readonly name = 'RefusedError';
}

/** 409, 429, 500, 503: not carried out, and it was not by the end of the budget. The same request may work later. */
export class NotCarriedOutError extends GatewayError {
  override readonly name = 'NotCarriedOutError';
}

/** 504: it may have been carried out, and nobody can tell. Not repeated: whoever does may send it twice. */
export class UnknownOutcomeError extends GatewayError {
  override readonly name = 'UnknownOutcomeError';
}

/** The gateway did not answer by the end of the budget, so that it may have been carried out. `cause` says why. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly idempotencyKey: string | undefined;

  constructor(cause: unknown, idempotencyKey: string | undefined) {
    super('The gateway did not answer.', { cause });
    this.idempotencyKey = idempotencyKey;
  }
}

/** The error of a status that is no success. */
export function errorOf(status: number, problem: Problem, idempotencyKey: string | undefined): GatewayError {
  const Class = CLASSES[status] ?? GatewayError;
  return new Class(status, problem, idempotencyKey);
}

const CLASSES: Readonly<Record<number, typeof GatewayError>> = {
  400: InvalidRequestError,
  401: NotAllowedError,
  403: NotAllowedError,
  404: NotFoundError,
  409: NotCarriedOutError,
  413: InvalidRequestError,
  422: RefusedError,
  429: NotCarriedOutError,
  500: NotCarriedOutError,
  503: NotCarriedOutError,
  504: UnknownOutcomeError,
};

/** Every fault with its place. */
export function textOf(faults: readonly Fault[]): string {
  return faults
    .map(({ pointer, parameter, header, detail }) => `${pointer ?? parameter ?? header ?? ''} ${detail}`.trim())
    .join('; ');
}

function messageOf(status: number, { title, detail, message, errors = [] }: Problem): string {
  const what = `${status} ${title ?? message ?? ''}`.trim();
  const why = errors.length > 0 ? textOf(errors) : detail;
  return why === undefined ? what : `${what}: ${why}`;
}
