import type { Secret } from '../aws/secret.ts';
import type { Deadline } from '../deadline.ts';
import type { DeliveryTools } from '../delivery/call-maker.ts';

/** What an invocation works with, or why it can't; the tools may be there even so. */
export type Prepared<Tools> =
  | { readonly tools: Tools; readonly secret: Secret }
  | { readonly tools: Tools; readonly error: unknown }
  | { readonly tools: undefined; readonly error: unknown };

/**
 * Makes the tools and reads the keys. A failure is handed back, since who asked decides what goes before it: faults of
 * the request are told first.
 */
export async function prepare<Tools extends Pick<DeliveryTools, 'credentials'>>(
  makeTools: () => Tools,
  deadline: Deadline,
): Promise<Prepared<Tools>> {
  let tools: Tools | undefined;
  try {
    tools = makeTools();
    return { tools, secret: await tools.credentials.get(deadline.remainingMs()) };
  } catch (error) {
    return tools ? { tools, error } : { tools: undefined, error };
  }
}
