/** What is told something, and answers nothing. */
type Method = (...args: never[]) => void;

/**
 * The same observer, none of whose methods throws: what only watches must not change how a request ends. What it throws
 * is told on stderr by name alone, since its message may quote anything.
 */
export function unfailing<Observer extends Record<keyof Observer, Method>>(observer: Observer): Observer {
  const methods = Object.entries<Method>(observer).map(([name, tell]) => [name, guarded(tell)]);
  return Object.fromEntries(methods);
}

function guarded(tell: Method): Method {
  return (...args) => {
    try {
      tell(...args);
    } catch (error) {
      complain(error);
    }
  };
}

function complain(error: unknown): void {
  try {
    const { name } = error as Error;
    process.stderr.write(`${JSON.stringify({ level: 'ERROR', message: 'not told', error: name })}\n`);
  } catch {
    // There is nobody left to tell.
  }
}
