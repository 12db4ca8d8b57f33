import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** A person at a terminal. Questions reject once the person has stopped the program. */
export interface Terminal {
  ask(question: string): Promise<string>;
  /** Shows nothing of the answer, not even how long it is. */
  askHidden(question: string): Promise<string>;
  tell(text: string): void;
  close(): void;
}

/**
 * Takes a terminal in raw mode, in which it echoes nothing by itself; what is to be seen, we write.
 *
 * @param stopping is aborted by Ctrl-C and by the end of input (Ctrl-D)
 */
export function openTerminal(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  stopping: AbortController,
): Terminal {
  let isHidden = false;
  const screen = new Writable({
    write(chunk, _encoding, done) {
      if (!isHidden) output.write(chunk);
      done();
    },
  });
  // Without a history: the arrow keys would bring a key back, at a question that is shown.
  const lines = createInterface({ input, output: screen, terminal: true, historySize: 0 });
  const stop = () => stopping.abort();
  lines.on('SIGINT', stop).on('close', stop);
  const ask = async (question: string) => (await lines.question(question, { signal: stopping.signal })).trim();
  return {
    ask,
    async askHidden(question) {
      const answering = ask(question);
      isHidden = true;
      try {
        return await answering;
      } finally {
        // What was pasted behind the end of the line would show at the next question.
        lines.write(null, { ctrl: true, name: 'u' });
        isHidden = false;
        output.write('\n');
      }
    },
    tell: (text) => output.write(`${text}\n`),
    close() {
      lines.off('close', stop);
      lines.close();
    },
  };
}
