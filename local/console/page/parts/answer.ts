import type { SendDone } from '../../api.ts';

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly message?: string;
  readonly errors?: readonly { readonly pointer?: string; readonly detail: string }[];
}

/** The body of an answer of the gateway that is a success; throws what else it says, in words. */
export function successIn<T>({ status, body }: SendDone): T {
  if (status < 300) return body as T;
  const { title, detail, message, errors = [] } = Object(body) as Problem;
  const faults = errors.map((fault) => [fault.pointer, fault.detail].filter(Boolean).join(': '));
  throw new Error([`${status} ${title ?? message ?? ''}`, detail, ...faults].filter(Boolean).join('\n'));
}
