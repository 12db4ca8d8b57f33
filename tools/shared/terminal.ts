import { createInterface } from 'node:readline';
import { SingleBar } from 'cli-progress';

/** Asks a person; whatever is not a yes is a no, and so are the end of input and `signal`. */
export async function confirm(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<boolean> {
  output.write(`${question} [y/N] `);
  const lines = createInterface({ input, signal });
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    output.write('\n');
    return false;
  } finally {
    // Or else it would go on listening, and the process would not end.
    lines.close();
  }
}

/** A progress bar on stderr, which leaves nothing behind; without a terminal there is none. */
export function startBar(label: string, total: number): { add(count: number): void; stop(): void } {
  const format = `${label} {bar} {value}/{total}`;
  // Signals are ours: what is at hand is finished first.
  const bar = new SingleBar({ format, clearOnComplete: true, gracefulExit: false });
  bar.start(total, 0);
  return { add: (count) => bar.increment(count), stop: () => bar.stop() };
}
