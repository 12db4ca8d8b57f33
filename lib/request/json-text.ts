import { InvalidRequestError } from '../errors.ts';

/** Throws InvalidRequestError, which quotes nothing, if it is no JSON or no UTF-8. A byte order mark before it is dropped. */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  return parse(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

/**
 * The same for what came as text. There, bytes that were no UTF-8 have become U+FFFD on the way: an id that holds it is
 * nobody's, or somebody else's. Who means the character itself can write it as `\ufffd`.
 */
export function parseJsonText(text: string): unknown {
  return parse(() => {
    if (text.includes('\uFFFD')) throw new TypeError('It is not UTF-8.');
    return text.replace(/^\uFEFF/, '');
  });
}

function parse(decode: () => string): unknown {
  try {
    return JSON.parse(decode());
  } catch (error) {
    const detail = error instanceof TypeError ? 'the body is not UTF-8' : 'the body is not JSON';
    throw new InvalidRequestError([{ detail }]);
  }
}
