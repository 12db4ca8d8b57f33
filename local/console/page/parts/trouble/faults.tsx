import { signal } from '@preact/signals';
import type { FaultRow } from '../../../api.ts';
import { about, trouble } from '../../live.ts';
import { addFault, takeBack } from './orders.ts';
import { tellLeft } from './pending.tsx';
import { Switch } from './switch.tsx';

const TIMES = ['1', '3', 'always'] as const;

/** What the switches are for: an app or project, an endpoint, or all (empty). Kept while another page is looked at. */
const app = signal('');
const endpoint = signal('');
const times = signal<(typeof TIMES)[number]>('1');
const delayMs = signal(3_000);
const status = signal(418);

/** Every fault of the simulator as a switch. */
export function Faults() {
  return (
    <section aria-labelledby="faults">
      <h2 id="faults">Batch answers badly</h2>
      <Choices />
      <ul class="faults">
        {about.value?.faults.map((row) => (
          <Fault key={row.kind} {...row} />
        ))}
      </ul>
    </section>
  );
}

function Choices() {
  const { apps = [], projects = [], faultEndpoints = [] } = about.value ?? {};
  return (
    <fieldset class="row choices">
      <legend>The next switch is for</legend>
      <Choice label="App or project" of={app} all="all of them" options={[...apps, ...projects]} />
      <Choice label="Call" of={endpoint} all="any" options={faultEndpoints} />
      <Choice label="How often" of={times} options={TIMES} />
      <Amount label="Late by, in ms" of={delayMs} min={0} max={60_000} />
      <Amount label="Status of your choice" of={status} min={200} max={599} />
    </fieldset>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly of: { value: T };
  readonly options: readonly T[];
  /** What the empty choice is called. */
  readonly all?: string;
}

function Choice<T extends string>({ label, of, options, all }: ChoiceProps<T>) {
  return (
    <label>
      {label}
      <select value={of.value} onChange={({ currentTarget }) => Object.assign(of, { value: currentTarget.value })}>
        {all !== undefined && <option value="">{all}</option>}
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}

interface AmountProps {
  readonly label: string;
  readonly of: { value: number };
  readonly min: number;
  readonly max: number;
}

function Amount({ label, of, min, max }: AmountProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        min={min}
        max={max}
        value={of.value}
        onChange={({ currentTarget }) => Object.assign(of, { value: currentTarget.valueAsNumber })}
      />
    </label>
  );
}

/** On while a fault of its kind waits for the calls that are chosen. */
function Fault({ kind, title, watchFor, needs }: FaultRow) {
  const own = trouble.value.faults.filter(
    (fault) => fault.kind === kind && (fault.app ?? '') === app.value && (fault.endpoint ?? '') === endpoint.value,
  );
  const [first] = own;
  const add = () =>
    addFault({
      kind,
      ...(app.value !== '' && { app: app.value }),
      ...(endpoint.value !== '' && { endpoint: endpoint.value }),
      times: times.value === 'always' ? 'always' : Number(times.value),
      ...(needs === 'delayMs' && { delayMs: delayMs.value }),
      ...(needs === 'status' && { status: status.value }),
    });
  return (
    <Switch
      title={`${kind}: ${title}`}
      watchFor={watchFor}
      isOn={first !== undefined}
      left={first && tellLeft(first)}
      onPress={() => (first ? takeBack(own.map(({ id }) => id)) : add())}
    />
  );
}
