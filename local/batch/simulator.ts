import { ofSameOrigin } from '../same-origin.ts';
import { type Handler, handlerOf, listen, type RunningServer } from '../server.ts';
import { CONTROL_PREFIX, control } from './control.ts';
import { type CallWatch, exchange, type Simulation } from './exchange.ts';
import { createFaultQueue, type FaultQueue } from './faults.ts';
import { createMemory, type Memory } from './memory.ts';

/** The keys that the simulated Batch knows, and how it behaves. */
export interface SimulatorOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly restApiKey: string;
  /** App keys by alias. */
  readonly apps: Readonly<Record<string, string>>;
  /** Project keys by alias; none unless given. */
  readonly projects?: Readonly<Record<string, string>>;
  /** Waited before every answer; default 0. */
  readonly latencyMs?: number;
  /** The clock, in epoch milliseconds; default the real one. */
  readonly now?: () => number;
  readonly watch?: CallWatch | undefined;
}

/** A simulator of Batch that listens; its control routes are below `/_simulator/`. */
export interface BatchSimulator extends RunningServer {
  /** What it has seen so far. */
  readonly memory: Memory;
  /** What goes wrong with calls to come. */
  readonly faults: FaultQueue;
  /** Answers the control routes on another server too, so that a user needs to know one port only. */
  readonly handleControl: Handler;
}

/** Starts a Batch of our own, written from batch-api.md alone, that refuses what Batch refuses and remembers the rest. */
export async function startBatchSimulator({ port, ...options }: SimulatorOptions): Promise<BatchSimulator> {
  const simulation: Simulation = {
    latencyMs: 0,
    projects: {},
    now: Date.now,
    watch: undefined,
    ...options,
    memory: createMemory(),
    faults: createFaultQueue(),
  };
  const handleControl = handlerOf(control(simulation));
  const ofSameOriginOnly = ofSameOrigin(handleControl);
  const server = await listen(port, (request, response) =>
    request.url?.startsWith(CONTROL_PREFIX)
      ? ofSameOriginOnly(request, response)
      : exchange(simulation, request, response),
  );
  return { ...server, memory: simulation.memory, faults: simulation.faults, handleControl };
}
