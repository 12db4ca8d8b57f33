/** What becomes of a part, in the order of the bar: first what is decided. */
const ENDS = ['accepted', 'rejected', 'unknown', 'cancelled', 'deferred', 'queued'] as const;

const OPEN: readonly string[] = ['deferred', 'queued'];

/** A file is cut at Batch's limits: how many of its parts have ended, and how. */
export function PartsBar({ parts }: { readonly parts: Readonly<Record<string, number>> }) {
  const total = parts['total'] ?? 0;
  const counts = ENDS.map((end) => ({ end, count: parts[end] ?? 0 })).filter(({ count }) => count > 0);
  const decided = counts.reduce((sum, { end, count }) => sum + (OPEN.includes(end) ? 0 : count), 0);
  const text = counts.map(({ end, count }) => `${count.toLocaleString('en')} ${end}`).join(', ') || 'none yet';
  return (
    <>
      <div
        class="parts-bar"
        role="progressbar"
        aria-label="Parts"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={decided}
        aria-valuetext={text}
      >
        {counts.map(({ end, count }) => (
          <span key={end} class={end} ref={(span) => span?.style.setProperty('--count', `${count}`)} />
        ))}
      </div>
      <p class="soft">
        {total.toLocaleString('en')} {total === 1 ? 'part' : 'parts'}: {text}
      </p>
    </>
  );
}
