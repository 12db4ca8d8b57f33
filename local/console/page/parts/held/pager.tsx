import type { HeldPage } from '../../../api.ts';

/** Which rows are seen, of how many, and the ways to the others. */
export function Pager({
  of: { total, from, most, rows },
  onTurn,
}: {
  readonly of: HeldPage;
  /** Gets the place in the list from which on to show rows. */
  onTurn(from: number): void;
}) {
  const told = (count: number) => count.toLocaleString('en');
  return (
    <div class="row pager">
      <span class="soft" role="status">
        {rows.length === total
          ? `${told(total)} in all`
          : `${told(from + 1)} to ${told(from + rows.length)} of ${told(total)}`}
      </span>
      {rows.length < total && (
        <>
          <button type="button" disabled={from === 0} onClick={() => onTurn(Math.max(0, from - most))}>
            Previous
          </button>
          <button type="button" disabled={from + rows.length >= total} onClick={() => onTurn(from + rows.length)}>
            Next
          </button>
        </>
      )}
    </div>
  );
}
