import { vi } from 'vitest';

/** Lets the SDK of this process talk to a server in AWS's place, until `vi.unstubAllEnvs`. */
export function pointSdkAt(url: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
}
