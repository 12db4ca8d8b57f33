import { about, trouble } from '../../live.ts';
import { orderTrouble } from './orders.ts';
import { Switch } from './switch.tsx';

/** What can go wrong around Batch: the function itself, and AWS. */
export function Around() {
  const { down, isKilling } = trouble.value;
  return (
    <section aria-labelledby="around">
      <h2 id="around">The function dies, AWS is down</h2>
      <ul class="faults">
        <Switch
          title="Kill the function at its next call"
          watchFor="Once Batch has carried the call out. Phones: the push, once. Requests: lost (500), unknown. Queues: the message comes back, then a dead letter; the push is not sent again."
          isOn={isKilling}
          left="armed"
          onPress={() => orderTrouble({ isKilling: !isKilling })}
        />
        {about.value?.services.map(({ service, title, watchFor }) => (
          <Switch
            key={service}
            title={`${title} is down`}
            watchFor={watchFor}
            isOn={down.includes(service)}
            left="down"
            onPress={() => orderTrouble({ service, isDown: !down.includes(service) })}
          />
        ))}
      </ul>
    </section>
  );
}
