/** The beginning of a text, at most so many UTF-16 units, and no half of a character at its end. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
