/** One line or one kind of bar: a name, the class of its colour, and a value for each slice; undefined where there is none. */
export interface Series {
  readonly name: string;
  readonly tone: string;
  readonly values: readonly (number | undefined)[];
}

/** Of the drawing, in its own units. */
const WIDTH = 600;
const HEIGHT = 120;

/**
 * A small chart over the last slices of time. Numbers beside it say the same, for who can't see it.
 *
 * @param kind bars stand on each other, lines beside each other
 */
export function Chart({
  title,
  unit,
  kind,
  all,
}: {
  readonly title: string;
  readonly unit: string;
  readonly kind: 'bars' | 'lines';
  readonly all: readonly Series[];
}) {
  const top = Math.max(
    1,
    ...(kind === 'bars' ? sums(all) : all.flatMap(({ values }) => values.map((value = 0) => value))),
  );
  return (
    <figure class="chart card">
      <figcaption>
        <h2>{title}</h2>
        <ul class="legend">
          {all.map(({ name, tone, values }) => (
            <li key={name} class={tone}>
              {name} <strong>{tell(values, kind)}</strong>
              {unit}
            </li>
          ))}
        </ul>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {kind === 'bars' ? <Bars all={all} top={top} /> : all.map((one) => <Line key={one.name} of={one} top={top} />)}
      </svg>
      <p class="axis soft">
        <span>30 minutes ago</span>
        <span>
          up to {Math.ceil(top).toLocaleString('en')}
          {unit}
        </span>
        <span>now</span>
      </p>
    </figure>
  );
}

/** What was counted is told in all, what was measured as it was last. */
function tell(values: Series['values'], kind: 'bars' | 'lines'): string {
  const number =
    kind === 'bars'
      ? values.reduce<number>((sum, value = 0) => sum + value, 0)
      : (values.findLast((value) => value !== undefined) ?? 0);
  return Math.round(number).toLocaleString('en');
}

function sums(all: readonly Series[]): number[] {
  const count = all[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, index) => all.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
}

function Bars({ all, top }: { readonly all: readonly Series[]; readonly top: number }) {
  const width = WIDTH / (all[0]?.values.length ?? 1);
  const below: number[] = [];
  return all.map(({ name, tone, values }) => (
    <g key={name} class={tone} fill="currentcolor">
      {values.map((value, index) => {
        if (!value) return null;
        const height = (value / top) * HEIGHT;
        const y = HEIGHT - (below[index] ?? 0) - height;
        below[index] = (below[index] ?? 0) + height;
        return <rect key={index} x={index * width} y={y} width={Math.max(1, width - 0.5)} height={height} />;
      })}
    </g>
  ));
}

function Line({ of: { tone, values }, top }: { readonly of: Series; readonly top: number }) {
  const step = WIDTH / values.length;
  const points = values.flatMap((value, index) =>
    value === undefined ? [] : [[(index + 0.5) * step, HEIGHT - 2 - (value / top) * (HEIGHT - 4)] as const],
  );
  return (
    <g class={tone} fill="currentcolor" stroke="currentcolor">
      <polyline points={points.map((point) => point.join()).join(' ')} fill="none" vector-effect="non-scaling-stroke" />
      {points.map(([x, y]) => (
        <circle key={x} cx={x} cy={y} r="2" stroke="none" />
      ))}
    </g>
  );
}
