/** Cuts what a process prints, in pieces of any length, into lines of JSON; what is none is left out. */
export class LogLines {
  #rest = '';

  /** The lines that this piece brought to their end. */
  read(text: string): Record<string, unknown>[] {
    const lines = `${this.#rest}${text}`.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => {
      try {
        return line.startsWith('{') ? [JSON.parse(line)] : [];
      } catch {
        return [];
      }
    });
  }
}
