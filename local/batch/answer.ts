import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import { type Answer, jsonAnswer, OWN_ANSWERS } from './own-answers.ts';
import { asNewer, isRefusal, type Verdict } from './verdict.ts';

/** What went out. */
interface Sent {
  /** Null if nothing did. */
  readonly status: number | null;
  readonly answer?: string;
}

const NOTHING: Sent = { status: null };

/**
 * Answers a call whose body was read, as the fault wants it.
 *
 * @param isNewer whether the call is one of the newer platform, whose errors read otherwise
 */
export function answer(response: ServerResponse, verdict: Verdict, fault: Fault | undefined, isNewer: boolean): Sent {
  const { status, body } = isNewer && isRefusal(verdict) ? asNewer(verdict) : verdict;
  const usual = jsonAnswer(status, body);
  if (!fault) return send(response, usual);
  switch (fault.kind) {
    case 'delay':
      return send(response, usual);
    case 'garbage':
      return send(response, { ...usual, text: `${usual.text},` });
    case 'hang-in-body':
      return sendHalf(response, usual);
    case 'hang':
      return NOTHING;
    case 'reset-after-reading':
      response.socket?.resetAndDestroy();
      return NOTHING;
    default:
      return send(response, ownAnswer(fault, isNewer), fault.retryAfterSeconds);
  }
}

function ownAnswer({ kind, status = 200, body = '' }: Fault, isNewer: boolean): Answer {
  const answers: Partial<Record<string, (isNewer: boolean) => Answer>> = OWN_ANSWERS;
  return answers[kind]?.(isNewer) ?? { status, contentType: 'application/json', text: body };
}

function send(
  response: ServerResponse,
  { status, contentType, text }: Answer,
  retryAfterSeconds?: number | undefined,
): Sent {
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  response.writeHead(status, { 'content-type': contentType });
  response.end(text);
  return { status, answer: text };
}

function sendHalf(response: ServerResponse, { status, contentType, text }: Answer): Sent {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
  const half = text.slice(0, text.length / 2);
  response.write(half);
  return { status, answer: half };
}
