import { APIS } from '../../delivery/apis.ts';
import type { Call } from '../../endpoints/call.ts';
import type { Endpoint } from '../../endpoints/endpoint.ts';
import { InvalidRequestError } from '../../errors.ts';
import { type HttpAnswer, json, lengthOf, MAX_ANSWER_BYTES } from './answer.ts';

/**
 * The answer to a dry run: what would be sent, with the alias where the app key would stand. Throws InvalidRequestError if
 * that is longer than an answer may be: it holds the request once for each app.
 */
export function answerPlanned(endpoint: Endpoint, calls: readonly Call[]): HttpAnswer {
  const { account, method, version } = endpoint;
  const results = calls.map(({ app, items, body, path = endpoint.path }) => ({
    [account]: app,
    status: 'planned',
    items,
    request: {
      method,
      path: `${APIS[account].pathOf(version, app)}${path}`,
      ...(body && { body: JSON.parse(body) }),
    },
  }));
  const answer = json(200, { status: 'dry_run', results });
  const bytes = lengthOf(answer);
  if (bytes <= MAX_ANSWER_BYTES) return answer;
  const detail = `What would be sent has ${bytes} bytes; an answer at most ${MAX_ANSWER_BYTES}. Ask for fewer apps or recipients.`;
  throw new InvalidRequestError([{ detail }], 413);
}
