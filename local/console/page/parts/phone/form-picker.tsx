import type { Form } from './platform.ts';

const FORMS: readonly (readonly [Form, string])[] = [
  ['lock', 'Lock screen'],
  ['banner', 'Banner'],
  ['open', 'Pulled open'],
];

/** Show pushes as. */
export function FormPicker({ form, choose }: { readonly form: Form; readonly choose: (form: Form) => void }) {
  return (
    <fieldset class="row">
      <legend>Show pushes as</legend>
      {FORMS.map(([each, name]) => (
        <button key={each} type="button" aria-pressed={each === form} onClick={() => choose(each)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}
