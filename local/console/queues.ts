import type { SqsEmulator } from '../aws/sqs.ts';
import { capabilityNameOf, type Service } from '../service.ts';
import type { QueueRow } from './api.ts';

/** The queues that functions work off, with the dead letters beside each; then those that nobody works off. */
export function queueRows({ queues, functions }: Service, { depthOf }: Pick<SqsEmulator, 'depthOf'>): QueueRow[] {
  const workedOff = new Map(functions.flatMap((fn) => (fn.queue ? [[fn.queue.queueName, capabilityNameOf(fn)]] : [])));
  const letterQueues = new Set(queues.flatMap(({ deadLetterQueue }) => deadLetterQueue?.name ?? []));
  const shown = queues.filter(({ name }) => workedOff.has(name) || !letterQueues.has(name));
  return shown.map(({ name, deadLetterQueue }) => {
    const capability = workedOff.get(name);
    const letters = deadLetterQueue && depthOf(deadLetterQueue.name);
    return {
      name,
      ...(capability !== undefined && { capability }),
      ...depthOf(name),
      deadLetters: letters ? letters.ready + letters.inFlight + letters.delayed : 0,
    };
  });
}

/** The queue that a capability's requests may be put on. */
export function mainQueueOf({ functions }: Service, capability: string): string | undefined {
  return functions.find((fn) => fn.queue && capabilityNameOf(fn) === capability)?.queue?.queueName;
}
