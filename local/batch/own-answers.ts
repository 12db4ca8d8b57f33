import { type BatchCode, refuse } from './verdict.ts';

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** The answers of those faults that put one in the place of Batch's usual one: Batch's own errors, and those of a proxy in between. */
export const OWN_ANSWERS = {
  '400': fromBatch(31, 'Malformed parameter'),
  '401': fromBatch(10, 'Authentication invalid'),
  '403': fromBatch(12, 'API misuse'),
  '404': fromBatch(20, 'Route not found'),
  '429': fromBatch(60, 'Too many requests'),
  '500': fromBatch(0, 'Server error'),
  '503': fromBatch(2, 'Maintenance'),
  '502': fromProxy(502, 'Bad Gateway'),
  '503-proxy': fromProxy(503, 'Service Temporarily Unavailable'),
  '504': fromProxy(504, 'Gateway Time-out'),
};

/** JSON as Batch sends it. */
export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, contentType: 'application/json', text: JSON.stringify(body) };
}

function fromBatch(code: BatchCode, message: string): Answer {
  const { status, body } = refuse(code, `${message} (simulated fault)`);
  return jsonAnswer(status, body);
}

function fromProxy(status: number, reason: string): Answer {
  return { status, contentType: 'text/html', text: `<html><body><h1>${status} ${reason}</h1></body></html>` };
}
