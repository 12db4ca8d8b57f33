/** One thing that is wrong with what a caller sent. Holds no value of the caller's, so that it can be shown. */
export interface Fault {
  /** RFC 6901 pointer to the faulty or missing member; left out where there is no such place. */
  readonly pointer?: string;
  /** The header at fault, in place of a pointer. */
  readonly header?: string;
  /** The same for a member of the query. */
  readonly parameter?: string;
  readonly detail: string;
}
