import { useState } from 'preact/hooks';
import type { Person, PushSeen } from '../../api.ts';
import { about, pushes } from '../live.ts';
import { useLoaded } from '../parts/loaded.ts';
import { FirstPush } from '../parts/phone/first-push.tsx';
import { FormPicker } from '../parts/phone/form-picker.tsx';
import { PersonPicker } from '../parts/phone/person-picker.tsx';
import { Phone } from '../parts/phone/phone.tsx';
import type { Form } from '../parts/phone/platform.ts';
import { arrivalsOf } from '../parts/phone/shade.ts';
import { query } from '../route.ts';

/** Where somebody who is new arrives: what their people would see. */
export function PhonesPage() {
  const person = query.value.get('person') ?? undefined;
  const [form, choose] = useState<Form>('lock');
  const { seen, error } = usePushes(person);
  const arrivals = arrivalsOf(seen ?? [], person);
  return (
    <>
      <h1>Phones</h1>
      <p class="lead">
        Each push that reaches the simulator of Batch appears here at once, as a phone would show it. Send one, or
        choose a person to see what they got.
      </p>
      <FirstPush />
      <div class="row tools">
        <PersonPicker person={person} />
        <FormPicker form={form} choose={choose} />
      </div>
      <p role="status">{error ?? tell(seen, person)}</p>
      <div class="phones">
        {about.value?.apps.map((app) => (
          <Phone key={app} app={app} form={form} arrivals={arrivals.filter(({ seen }) => seen.app === app)} />
        ))}
      </div>
    </>
  );
}

/** Of a person all that is kept, of everybody what has been told live. */
function usePushes(person: string | undefined): { readonly seen?: readonly PushSeen[]; readonly error?: string } {
  const live = pushes.value;
  const path = person === undefined ? undefined : `person/${encodeURIComponent(person)}`;
  const { data, error } = useLoaded<Person>(path, live.at(-1)?.number);
  if (person === undefined) return { seen: live };
  if (error !== undefined) return { error };
  return data?.id === person ? { seen: data.pushes } : {};
}

function tell(seen: readonly PushSeen[] | undefined, person: string | undefined): string {
  if (seen === undefined) return 'Looking…';
  const count = seen.length === 1 ? '1 push' : `${seen.length.toLocaleString('en')} pushes`;
  if (person !== undefined) return seen.length === 0 ? `No push has reached ${person}.` : `${person} got ${count}.`;
  return seen.length === 0 ? 'No push has been sent yet: press “Send a push”.' : `${count} so far, the latest on top.`;
}
