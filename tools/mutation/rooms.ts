/** A part of `lib/` whose mutants are tried in one go. */
export interface Room {
  readonly name: string;
  /** Globs, as Stryker's `mutate` takes them. */
  readonly files: readonly string[];
  /** Percent of its mutants that have to be found; `undefined` where nothing is decided about sending. */
  readonly bar: number | undefined;
}

const BAR = 90;

/** What decides whether, when and how often something is sent. */
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  ledger: ['lib/ledger/**/*.ts'],
  delivery: ['lib/delivery/**/*.ts'],
  planners: ['lib/endpoints/planning/**/*.ts', 'lib/endpoints/v*/*-plan.ts', 'lib/endpoints/v*/first-places.ts'],
  attempt: ['lib/attempt/**/*.ts'],
  'triggers/http': ['lib/triggers/http/**/*.ts', 'lib/triggers/*.ts'],
  'triggers/queue': ['lib/triggers/queue/**/*.ts'],
};

/** What remains, cut so that none of it takes long. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  endpoints: ['lib/endpoints/**/*.ts'],
  bulk: ['lib/bulk/**/*.ts'],
  others: ['lib/**/*.ts', '!lib/endpoints/**', '!lib/bulk/**'],
};

const NOT_DECIDING = Object.values(DECIDING).flatMap((files) => files.map((glob) => `!${glob}`));

export const ROOMS: readonly Room[] = [
  ...Object.entries(DECIDING).map(([name, files]) => ({ name, files, bar: BAR })),
  ...Object.entries(OTHERS).map(([name, files]) => ({ name, files: [...files, ...NOT_DECIDING], bar: undefined })),
];
