/** A place to draw in, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of a line of text. */
export const LINE_HEIGHT = 16;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

export function text(x: number, y: number, content: string, className?: string): string {
  const escaped = content.replace(/[&<>]/g, (character) => ENTITIES[character] ?? '');
  const attribute = className === undefined ? '' : ` class="${className}"`;
  return `<text x="${Math.round(x)}" y="${Math.round(y)}"${attribute}>${escaped}</text>`;
}
