import { afterAll, expect } from 'vitest';
import type { AwsCall } from './aws-calls.ts';
import { usePackage } from './package.ts';
import { refusedCalls } from './rights.ts';

/** Fails a group of tests if AWS, unlike the embedded stack, would have refused a function what it asked for. */
export function holdToRoles(awsCalls: () => readonly AwsCall[]): void {
  const packaged = usePackage({ stage: 'local' });
  afterAll(async () => {
    expect(awsCalls().length, 'calls to AWS').toBeGreaterThan(0);
    expect(await refusedCalls(packaged().template, awsCalls()), 'what no role allows').toEqual([]);
  });
}
