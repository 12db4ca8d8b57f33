import { vi } from 'vitest';
import { LOCAL_VARIABLES } from '../../local/aws/account.ts';

/** Lets the SDK of this process talk to a server in AWS's place, until `vi.unstubAllEnvs`. */
export function pointSdkAt(url: string): void {
  for (const [name, value] of Object.entries({ AWS_ENDPOINT_URL: url, ...LOCAL_VARIABLES })) vi.stubEnv(name, value);
}
