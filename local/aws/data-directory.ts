/** What an emulator throws when its directory can't be made, written to or read, or another process has it. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';

  constructor(directory: string, { message, cause }: Error) {
    super(`The directory ${directory} can't be used: ${(cause as Error | undefined)?.message ?? message}.`);
  }
}
