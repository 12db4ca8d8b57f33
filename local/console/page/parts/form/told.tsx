/** A text of openapi.json, in which names stand between backticks. */
export function Told({ text = '' }: { readonly text: string | undefined }) {
  // Every second piece stood between two of them.
  return text.split('`').map((piece, index) => (index % 2 === 1 ? <code key={piece}>{piece}</code> : piece));
}
