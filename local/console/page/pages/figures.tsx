import type { FigurePoint } from '../../api.ts';
import { figures } from '../live.ts';
import { Chart, type Series } from '../parts/chart.tsx';

/** As the server keeps them: half an hour in slices of ten seconds. */
const SLICE_MS = 10_000;
const SLICES = 180;

/** What the functions' metrics counted, as the CloudWatch dashboard of a deployed stack shows it. */
export function FiguresPage() {
  const slices = lastSlices(figures.value);
  const series = (name: string, tone: string, of: (slice: FigurePoint) => number | undefined): Series => ({
    name,
    tone,
    values: slices.map((slice) => slice && of(slice)),
  });
  return (
    <>
      <h1>Figures</h1>
      <p class="lead">
        What the functions counted and measured in the last half an hour, in slices of ten seconds. These are the
        metrics that a deployed stack has on its CloudWatch dashboard.
      </p>
      {figures.value.length === 0 && <p class="card">Nothing was sent yet.</p>}
      <div class="charts">
        <Chart
          title="Outcomes"
          unit=""
          kind="bars"
          all={[
            series('accepted', 'good', ({ accepted }) => accepted),
            series('deferred', 'wait', ({ deferred }) => deferred),
            series('unknown', 'odd', ({ unknown }) => unknown),
            series('rejected', 'bad', ({ rejected }) => rejected),
          ]}
        />
        <Chart
          title="Calls to Batch"
          unit=""
          kind="bars"
          all={[
            series('answered with a 429', 'wait', ({ throttled }) => throttled),
            series('otherwise', 'accent', ({ calls, throttled }) => calls - throttled),
          ]}
        />
        <Chart
          title="Batch’s answers"
          unit=" ms"
          kind="lines"
          all={[series('median', 'accent', ({ p50 }) => p50), series('99th percentile', 'odd', ({ p99 }) => p99)]}
        />
      </div>
    </>
  );
}

/** With gaps where nothing happened; the last slice is the latest that something happened in, or that is now. */
function lastSlices(points: readonly FigurePoint[]): (FigurePoint | undefined)[] {
  const known = new Map(points.map((point) => [point.at, point]));
  const now = Date.now();
  const last = Math.max(now - (now % SLICE_MS), points.at(-1)?.at ?? 0);
  return Array.from({ length: SLICES }, (_, index) => known.get(last - (SLICES - 1 - index) * SLICE_MS));
}
