import { AwsV4Signer } from 'aws4fetch';

/** Keys of AWS, as the SDK's credential providers give them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** How a caller shows who it is: by keys of AWS, or by a JWT. Functions are asked for each attempt, so that either may be renewed. */
export type Authorization =
  | {
      readonly credentials: Credentials | (() => Promise<Credentials>);
      readonly region?: string;
      readonly token?: never;
    }
  | { readonly token: string | (() => string | Promise<string>); readonly credentials?: never };

/** A request before it is signed. */
export interface Unsigned {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The headers that let a request in. Signature Version 4 covers the body, and is valid for five minutes. */
export async function authorized(request: Unsigned, authorization: Authorization): Promise<Headers> {
  const { method, url, headers, body } = request;
  if (authorization.token !== undefined) {
    const { token } = authorization;
    return new Headers({ ...headers, authorization: `Bearer ${typeof token === 'string' ? token : await token()}` });
  }
  const { credentials, region } = authorization;
  const { accessKeyId, secretAccessKey, sessionToken } =
    typeof credentials === 'function' ? await credentials() : credentials;
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers: { ...headers },
    ...(body !== undefined && { body }),
    service: 'execute-api',
    region: region ?? regionOf(url),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  });
  return new Headers((await signer.sign()).headers);
}

/** `https://abc123.execute-api.eu-west-1.amazonaws.com`; any region will do where nobody looks, as on a laptop. */
function regionOf({ hostname }: URL): string {
  return /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(hostname)?.[1] ?? process.env['AWS_REGION'] ?? 'us-east-1';
}
