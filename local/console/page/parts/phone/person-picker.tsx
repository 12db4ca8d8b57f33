import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { pushes } from '../../live.ts';
import { go, to } from '../../route.ts';

/** So many people are suggested: those who were reached last. Ours. */
const SUGGESTED = 50;

/** Whose phones are looked at; nobody's in particular without a person. */
export function PersonPicker({ person }: { readonly person: string | undefined }) {
  const field = useRef<HTMLInputElement>(null);
  const people = useComputed(() =>
    [...new Set(pushes.value.toReversed().flatMap(({ firstPeople }) => firstPeople))].slice(0, SUGGESTED),
  );
  useEffect(() => {
    if (field.current) field.current.value = person ?? '';
  }, [person]);
  const choose = (id: string) => go(to(['phones'], id === '' ? {} : { person: id }));
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        choose(field.current?.value.trim() ?? '');
      }}
    >
      <label for="person">Person</label>
      <input
        ref={field}
        id="person"
        type="search"
        list="people"
        placeholder="custom id, such as u1"
        autocomplete="off"
      />
      <datalist id="people">
        {people.value.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <button type="submit">Show their phones</button>
      {person !== undefined && (
        <button type="button" onClick={() => choose('')}>
          Show everybody’s
        </button>
      )}
    </form>
  );
}
