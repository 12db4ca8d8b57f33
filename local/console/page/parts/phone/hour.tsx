import { useEffect, useState } from 'preact/hooks';

const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** How often the clock is looked at. Ours: it shows minutes. */
const LOOK_MS = 5_000;

/** The clock of a locked screen. Decoration: each push has its own time. */
export function Hour() {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="hour" aria-hidden="true">
      {HOUR.format(now)}
    </p>
  );
}
