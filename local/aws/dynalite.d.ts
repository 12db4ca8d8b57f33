// Of dynalite, which comes without types, what is used here.

declare module 'dynalite' {
  /** `path` is where LevelDB keeps the tables; without it they are in memory. */
  export default function dynalite(options: {
    path?: string | undefined;
    createTableMs: number;
  }): import('node:http').Server;
}

declare module 'dynalite/db/index.js' {
  export function create(options: { path: string }): { db: { open(): Promise<void>; close(): Promise<void> } };
}
