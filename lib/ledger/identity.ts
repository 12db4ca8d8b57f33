import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What the ledger knows a request by, and nothing that tells of a person. */
export interface Identity {
  /** SHA-256 of the capability and the request's name. */
  readonly request: string;
  /** SHA-256 of the request's canonical JSON, its name left out: wherever that stands, the request is the same. */
  readonly bodyHash: string;
  /**
   * Encrypts what was answered, which may quote an id, so that only who has the request can read it: the key is derived
   * from the request itself.
   */
  seal(text: string): Uint8Array;
  unseal(sealed: Uint8Array): string;
}

/**
 * What names a request: a `key`, which its caller or the event gave it, or, where a key counts for nothing, the SQS `message`
 * that it came in. The two never meet.
 */
export type NameKind = 'key' | 'message';

/**
 * Identifies a request as it came, before anything is filled in or left out: what a later version of this package makes of
 * it must not make it another request. It has to be valid; what can't be written as JSON throws.
 *
 * @param capability names count for each capability on its own
 */
export function identify(capability: string, kind: NameKind, name: string, body: unknown): Identity {
  const { idempotency_key: _, ...content } = body as Record<string, unknown>;
  const canonical = canonicalize(content) ?? '';
  const request = requestId(capability, kind, name);
  let derived: Buffer | undefined;
  const key = () => {
    derived ??= Buffer.from(hkdfSync('sha256', canonical, request, 'outcome', 32));
    return derived;
  };
  return {
    request,
    bodyHash: sha256(canonical),
    seal(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key(), iv);
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    unseal(sealed) {
      const iv = sealed.subarray(0, IV_BYTES);
      const decipher = createDecipheriv(CIPHER, key(), iv).setAuthTag(sealed.subarray(-TAG_BYTES));
      const text = decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    },
  };
}

/** What a request is known by, whatever it asks for. */
export function requestId(capability: string, kind: NameKind, name: string): string {
  return sha256(JSON.stringify([capability, kind, name]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
