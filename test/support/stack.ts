import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { startedBulk } from '../../local/bulk-watcher.ts';
import { ANY_PORTS, type Stack, startStack } from '../../local/stack.ts';
import { faultsOfAnswer } from './answers.ts';
import { type Recorder, startRecorder } from './aws-calls.ts';
import { PATIENCE, PATIENT } from './patience.ts';
import { theService } from './service.ts';

/** One exchange as the simulator of Batch saw it. */
export interface SeenCall {
  readonly app: string;
  readonly path: string;
  readonly status: number | null;
  readonly authorized: boolean;
  readonly body: { readonly recipients: Record<string, string[]> };
}

/** An answer of the gateway, whichever kind it is. */
export interface Answer {
  readonly status: string | number;
  readonly results: readonly { app: string; status: string; items: number; token?: string; error?: { name: string } }[];
  readonly errors: readonly { pointer?: string; detail: string }[];
}

/**
 * The embedded stack for one group of tests, on free ports, fresh before each test; `output` is what the functions
 * printed. Every answer is held against openapi.json. `environment` wins over what `serverless.yml` sets. The functions are `PATIENT`.
 *
 * @param onBulk gets the id of each bulk that is started
 * @param isRecorded whether their calls to AWS are written down, for `awsCalls`, which makes each cost twice as much
 * @param checkSignatures whether the gateway takes only what is signed
 */
export function useStack(
  environment: Record<string, string> = {},
  { isRecorded = false, checkSignatures = false, onBulk = (_id: string) => {} } = {},
) {
  const output: string[] = [];
  const faults: string[] = [];
  let stack: Stack;
  let recorder: Recorder | undefined;
  beforeAll(async () => {
    if (isRecorded) recorder = await startRecorder(() => stack.awsEnvironment);
    stack = await startStack({
      service: await theService(),
      ports: ANY_PORTS,
      environment: { ...recorder?.environment, ...PATIENT, ...environment },
      patience: PATIENCE,
      checkSignatures,
      onOutput: (text) => output.push(text),
      onAnswer(route, result) {
        const id = startedBulk(route, result);
        if (id !== undefined) onBulk(id);
        faults.push(...faultsOfAnswer(route, result));
      },
    });
  });
  afterAll(async () => {
    await stack.stop();
    await recorder?.stop();
    expect(faults, 'what openapi.json does not say of the answers').toEqual([]);
  });
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${stack.url}/_simulator/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  beforeEach(async () => {
    await control('DELETE', 'calls');
    await control('DELETE', 'faults');
  });
  return {
    output,
    control,
    url: () => stack.url,
    stack: () => stack,
    fault: (fault: unknown) => control('POST', 'faults', fault),
    calls: () => control('GET', 'calls') as Promise<SeenCall[]>,
    awsCalls() {
      if (!recorder) throw new Error('Nothing is written down unless `isRecorded`.');
      return recorder.calls();
    },
    async post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
      const response = await fetch(`${stack.url}${path}`, { method: 'POST', body, headers });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
    },
  };
}
