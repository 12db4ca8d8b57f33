/** Why a whole bulk fails. */
export type FileFaultName =
  | 'FILE_UNREADABLE'
  | 'FILE_CHANGED'
  | 'NO_SUCH_COLUMN'
  | 'BAD_COLUMN'
  | 'OPEN_QUOTE'
  | 'TOO_MANY_IDS';

/** What is told of it: nothing of the file's content. */
export interface FileFaultTold {
  readonly name: FileFaultName;
  readonly detail: string;
  /** Where it is, if it is in one place. */
  readonly line?: number;
}

/** The file is faulty as a whole, and reading it ends. Not for a faulty line, which costs itself alone. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly fault: FileFaultTold;

  constructor(fault: FileFaultTold) {
    super(fault.detail);
    this.fault = fault;
  }
}
