import type { Service, ServiceFunction } from '../local/service.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** What every measurement works with. */
export interface Lab {
  readonly service: Service;
  readonly client: RuntimeClient;
}

/** The function of a capability behind one of its triggers. */
export function functionOf({ service }: Lab, capability: string, exportName: 'http' | 'queue'): ServiceFunction {
  const found = service.functions.find((fn) => fn.bundle.includes(`/${capability}/`) && fn.exportName === exportName);
  if (!found) throw new Error(`serverless.yml has no ${capability} behind ${exportName}.`);
  return found;
}
