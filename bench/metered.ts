import { resolve } from 'node:path';
import type { RuntimeClient } from './runtime-client.ts';
import { type HandlerFile, type Sandbox, startSandbox } from './sandbox.ts';

const METER = { bundle: resolve(import.meta.dirname, 'meter.cjs'), exportName: 'handler' };

/** What one invocation cost the function's process, on average. */
export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Written to the log. */
  readonly logBytes: number;
}

/** A function that is invoked many times over inside its own process. */
export interface Metered extends Pick<Sandbox, 'stop'> {
  /** `{n}` in the event becomes the number of the invocation, which goes on from one run to the next. */
  run(count: number): Promise<Cost>;
}

/** @param template the event, as JSON text */
export async function startMetered(
  client: RuntimeClient,
  { bundle, exportName }: HandlerFile,
  environment: Readonly<Record<string, string>>,
  template: string,
): Promise<Metered> {
  const variables = { ...environment, BENCH_BUNDLE: bundle, BENCH_EXPORT: exportName };
  const sandbox = await startSandbox(client, METER, variables);
  let from = 0;
  return {
    stop: sandbox.stop,
    async run(count) {
      const printedBefore = sandbox.printedBytes();
      const { answer } = await sandbox.invoke(JSON.stringify({ template, from, count }));
      from += count;
      const logBytes = (sandbox.printedBytes() - printedBefore) / count;
      return { ...(answer as Omit<Cost, 'logBytes'>), logBytes };
    },
  };
}
