export type { Authorization, Credentials } from './authorization.ts';
export { type CallOptions, type Client, type ClientOptions, createClient } from './client.ts';
export * from './errors.ts';
export type * from './generated.ts';
