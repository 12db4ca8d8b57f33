export type { Authorization, Credentials } from './authorization.ts';
export { type CallOptions, type Client, type ClientOptions, createClient } from './client.ts';
export {
  type Fault,
  GatewayError,
  InvalidRequestError,
  NoAnswerError,
  NotAllowedError,
  NotCarriedOutError,
  NotFoundError,
  type Problem,
  RefusedError,
  UnknownOutcomeError,
} from './errors.ts';
export type * from './generated.ts';
