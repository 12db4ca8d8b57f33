import { asNewer, type BatchCode, refuse, type Verdict } from './verdict.ts';

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Puts an answer in the place of Batch's usual one. */
type OwnAnswer = (isNewer: boolean) => Answer;

/** What those faults answer that put an answer in the place of Batch's: its own errors, and those of a proxy in between. */
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

function fromBatch(code: BatchCode, message: string): OwnAnswer {
  const refusal = refuse(code, `${message} (simulated fault)`);
  return (isNewer) => {
    const { status, body }: Verdict = isNewer ? asNewer(refusal) : refusal;
    return jsonAnswer(status, body);
  };
}

function fromProxy(status: number, reason: string): OwnAnswer {
  return () => ({ status, contentType: 'text/html', text: `<html><body><h1>${status} ${reason}</h1></body></html>` });
}
