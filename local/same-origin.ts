import type { IncomingMessage } from 'node:http';
import { type Handler, sendJson } from './server.ts';

/** What this machine calls itself, whatever port stands behind it. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Refuses what a web page of somebody else's may have sent: a browser on this machine reaches every port of it. A foreign name in
 * `Host` is how a page makes its own address ours (DNS rebinding).
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Origin
 */
export function ofSameOrigin(handler: Handler): Handler {
  return async (request, response) => {
    const foreign = foreignIn(request);
    if (foreign === undefined) return handler(request, response);
    // Read to its end, or the answer might not be seen.
    request.resume();
    sendJson(response, 403, { message: `The embedded stack takes no requests with a foreign ${foreign}` });
  };
}

/** The header that says that a request is not from here. What is no browser sends none but `Host`. */
function foreignIn({ method, headers }: IncomingMessage): string | undefined {
  const { host = '', origin } = headers;
  if (!LOOPBACK.test(host)) return 'Host';
  if (origin !== undefined && origin !== `http://${host}`) return 'Origin';
  const site = headers['sec-fetch-site'];
  // A link from elsewhere may lead here, but no form, no frame, and nothing that a page does in the background.
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  const isFollowed = method === 'GET' && isLink;
  return site === undefined || site === 'same-origin' || site === 'none' || isFollowed ? undefined : 'Sec-Fetch-Site';
}
