import { useEffect, useRef, useState } from 'preact/hooks';

/** A value that may change at any rate, told at most once in so many milliseconds, and the last one in any case. */
export function useThrottled<T>(value: T, ms: number): T {
  const [told, setTold] = useState(value);
  const toldAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (value === told) return;
    const tell = () => {
      toldAt.current = performance.now();
      setTold(value);
    };
    const timer = setTimeout(tell, toldAt.current + ms - performance.now());
    return () => clearTimeout(timer);
  }, [value, told, ms]);
  return told;
}
