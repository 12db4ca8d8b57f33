import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { eventually } from './patience.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where `shared` keeps what it made until the run ends. */
    sharedFolder: string;
  }
}

/**
 * Makes something once for all files of tests, which run in processes of their own: the first that asks makes it, the others
 * wait. What is answered goes through JSON.
 *
 * @param make gets a folder of its own, which stays until the run ends
 */
export async function shared<T>(name: string, make: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(inject('sharedFolder'), name);
  const file = `${folder}.json`;
  if (isFirst(folder)) {
    const made = await make(folder).then(
      (value) => ({ value }),
      (error: Error) => ({ error: String(error.stack) }),
    );
    // Under its name once it is whole.
    writeFileSync(`${file}.part`, JSON.stringify(made));
    renameSync(`${file}.part`, file);
  }
  const { value, error } = JSON.parse(await eventually(() => readFileSync(file, 'utf8')));
  if (error) throw new Error(error);
  return value;
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
