import { notImplemented, S3Error } from './error.ts';

/** What a request is about. */
export interface Target {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** S3's limit on a key, in UTF-8: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;

/** What may stand in a query: a signature, and the operation's name, which SDKs add. Anything else asks for something else. */
const KNOWN_PARAMETER =
  /^(x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|user-agent)|x-id)$/i;

/** Reads the path style: `/<bucket>/<key>`, as it came, since a key may hold `..` and `//`. Throws S3Error. */
export function targetOf(url: string): Target {
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const [bucket = '', key = ''] = decoded(path.slice(1)).split(/\/(.*)/s);
  if (bucket === '' || key === '') throw notImplemented('requests about no object');
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
  const unknown = [...query.keys()].find((name) => !KNOWN_PARAMETER.test(name));
  if (unknown !== undefined) throw notImplemented(`the parameter ${unknown}`);
  return { bucket, key, query };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}
