import type { PendingFault } from '../../../api.ts';
import { about, isInTrouble, trouble } from '../../live.ts';
import { endAll, failure, orderTrouble, takeBack } from './orders.ts';
import { Outage } from './outage.tsx';

/** What goes wrong just now, each with a way to end it. */
export function Pending() {
  return (
    <section aria-labelledby="pending" class="card">
      <div class="row">
        <h2 id="pending">Wrong just now</h2>
        {isInTrouble.value && (
          <button type="button" class="main" onClick={endAll}>
            End everything
          </button>
        )}
      </div>
      {failure.value !== '' && (
        <p role="alert" class="bad">
          {failure.value}
        </p>
      )}
      {isInTrouble.value ? <List /> : <p class="soft">Nothing. Press a switch below, then send something.</p>}
    </section>
  );
}

function List() {
  const { faults, down, isKilling, outageUntil } = trouble.value;
  const titleOf = (name: string) => about.value?.services.find(({ service }) => service === name)?.title ?? name;
  return (
    <ul class="pending">
      {outageUntil !== undefined && <Outage until={outageUntil} />}
      {faults.map((fault) => (
        <Row key={fault.id} title={tellFault(fault)} left={tellLeft(fault)} onEnd={() => takeBack([fault.id])} />
      ))}
      {down.map((service) => (
        <Row
          key={service}
          title={`${titleOf(service)} is down`}
          onEnd={() => orderTrouble({ service, isDown: false })}
        />
      ))}
      {isKilling && <Row title="The function dies at its next call" onEnd={() => orderTrouble({ isKilling: false })} />}
    </ul>
  );
}

function Row({ title, left, onEnd }: { readonly title: string; readonly left?: string; onEnd(): void }) {
  return (
    <li class="row">
      <span>{title}</span>
      {left !== undefined && <span class="mark bad">{left}</span>}
      <button type="button" aria-label={`Take back: ${title}`} onClick={onEnd}>
        Take back
      </button>
    </li>
  );
}

function tellFault({ kind, app, endpoint }: PendingFault): string {
  const title = about.value?.faults.find((row) => row.kind === kind)?.title;
  return `${kind}${title === undefined ? '' : `, ${title}`}: ${app ?? 'all apps'}, ${endpoint ?? 'any call'}`;
}

/** `2 left`, `always` */
export function tellLeft({ left }: Pick<PendingFault, 'left'>): string {
  return left === 'always' ? 'always' : `${left} left`;
}
