/** JSON text as a queue takes it: some characters SQS refuses, and U+FFFD is refused where it comes as text. JSON leaves them as they are. */
export function queueText(json: string): string {
  return json.replace(/[\uFFFD-\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
