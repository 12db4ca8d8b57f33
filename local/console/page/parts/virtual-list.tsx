import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Rows made beyond what is seen, so that scrolling shows no gaps. Ours. */
const SPARE = 10;

interface Window {
  readonly top: number;
  readonly height: number;
}

/**
 * A list of any length, of which only the rows that are seen are made.
 *
 * @param rowHeight of each row, in pixels
 */
export function VirtualList<T>({
  label,
  all,
  rowHeight,
  keyOf,
  children,
}: {
  readonly label: string;
  readonly all: readonly T[];
  readonly rowHeight: number;
  keyOf(one: T): string;
  children(one: T): ComponentChildren;
}) {
  const box = useRef<HTMLElement>(null);
  const [{ top, height }, setWindow] = useState<Window>({ top: 0, height: 800 });
  const look = () => box.current && setWindow({ top: box.current.scrollTop, height: box.current.clientHeight });
  useEffect(() => {
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, []);
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const last = Math.ceil((top + height) / rowHeight) + SPARE;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="list" ref={box} onScroll={look} tabIndex={0} aria-label={label}>
      <ol style={{ height: `${all.length * rowHeight}px` }}>
        {all.slice(first, last).map((one, index) => (
          <li
            key={keyOf(one)}
            style={{ top: `${(first + index) * rowHeight}px`, height: `${rowHeight}px` }}
            aria-setsize={all.length}
            aria-posinset={first + index + 1}
          >
            {children(one)}
          </li>
        ))}
      </ol>
    </section>
  );
}
