import type { OwnCapability } from '../../endpoints/capability.ts';
import { InvalidRequestError } from '../../errors.ts';
import { clip, validate } from '../../request/validation.ts';
import { asParameter, type HttpRequest } from './request.ts';

/** The request of a capability of the gateway's own. Throws InvalidRequestError with every fault. */
export function validRequest<Request>({ route, schema }: OwnCapability<Request>, asked: HttpRequest): Request {
  const { request, faults } = validate(schema, asked.body);
  const all = [...faults, ...asked.faults];
  if (request !== undefined && all.length === 0) return request;
  throw new InvalidRequestError(clip(route.method === 'GET' ? all.map(asParameter) : all));
}
