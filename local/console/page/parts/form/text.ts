/** How a value is typed as text. Any text is read as something, so that the request never lags behind what is on the screen. */
export interface Notation {
  show(value: unknown): string;
  read(text: string): unknown;
}

export const PLAIN: Notation = { show: String, read: (text) => text };

/** What is no number stays a text, which the gateway names as a fault. */
export const NUMBER: Notation = {
  show: String,
  read: (text) => (text.trim() === '' || !Number.isFinite(Number(text)) ? text : Number(text)),
};

/** Texts, one a line. */
export const LINES: Notation = {
  show: (value) => (value as readonly string[]).join('\n'),
  read: (text) => text.split('\n').filter((line) => line !== ''),
};

/** What is no JSON is a text, so that `hello` needs no quotes. */
export const JSON_TEXT: Notation = {
  show: (value) => (typeof value === 'string' && orText(value) === value ? value : JSON.stringify(value, null, 2)),
  read: orText,
};

function orText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What to show of a value: what was typed for as long as it means that value, since `1.` and `1` do. */
export function shown(notation: Notation, value: unknown, typed: string | undefined): string {
  const isStill = typed !== undefined && JSON.stringify(notation.read(typed)) === JSON.stringify(value);
  return isStill ? typed : notation.show(value);
}
