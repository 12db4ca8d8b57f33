import { randomUUID } from 'node:crypto';
import type * as http from 'node:http';

/**
 * A refusal the client shall see. Not for a mistake in the emulator: anything else thrown becomes a 500.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export class S3Error extends Error {
  readonly code: string;
  readonly status: number;
  /** What else S3 says of it, by its own names. */
  readonly details: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export const accessDenied = (message = 'Access Denied') => new S3Error(403, 'AccessDenied', message);

/** For what S3 has and the emulator has not: better than an answer that is wrong. */
export const notImplemented = (what: string) =>
  new S3Error(501, 'NotImplemented', `The embedded S3 does not know ${what}.`);

/** Answers as S3 does; a `HEAD` gets no body. */
export function sendError(response: http.ServerResponse, { status, code, message, details }: S3Error): void {
  const requestId = randomUUID();
  const members = { Code: code, Message: message, ...details, RequestId: requestId };
  const elements = Object.entries(members).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': requestId });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join('')}</Error>`);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const escaped = (text: string) => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
