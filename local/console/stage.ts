import { build } from '../../build.mjs';
import { readService } from '../service.ts';
import { ANY_PORTS, startStack } from '../stack.ts';
import { createConsole } from './console.ts';

/** A stack with its console, on any ports, for a program that plays in it. */
export interface Stage {
  readonly url: string;
  leave(): Promise<void>;
}

/** Builds the functions and starts a stage that prints nothing. */
export async function buildStage(): Promise<Stage> {
  const [service] = await Promise.all([readService(), build()]);
  const shown = createConsole();
  const stack = await startStack({ service, ports: ANY_PORTS, console: shown, onOutput() {} });
  shown.attach(stack);
  return {
    url: stack.url,
    async leave() {
      shown.stop();
      await stack.stop();
    },
  };
}
