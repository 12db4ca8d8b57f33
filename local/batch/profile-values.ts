/** A text of so many characters at most, not only blanks, in one line: a rule of the SDKs (mark C). */
export function isText(most: number): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && value.length <= most && /\S/.test(value) && !/[\r\n]/.test(value);
}

/** A scalar as attributes hold it. */
export function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || isText(300)(value);
}

/** A URL as attributes hold it. */
export function isUrl(value: unknown): boolean {
  return isText(2_048)(value) && /^[a-z][a-z0-9+.-]*:\/\//i.test(String(value));
}
