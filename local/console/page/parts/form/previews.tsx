import { useErrorBoundary } from 'preact/hooks';
import { PhonePreview } from '../phone/preview.tsx';
import type { PlannedPush } from './pushes.ts';

/** What people would see, app by app. */
export function Previews({ pushes }: { readonly pushes: readonly PlannedPush[] }) {
  return (
    <section class="card" aria-labelledby="previews">
      <h2 id="previews">On the phone</h2>
      <ul class="previews">
        {pushes.map(({ app, language, push }) => (
          <li key={`${app} ${language}`}>
            <p class="soft">{language === undefined ? app : `${app}, ${language}`}</p>
            <Preview key={JSON.stringify(push)} app={app} push={push} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What `extra` brings may be nothing that a phone is drawn from. */
function Preview({ app, push }: Pick<PlannedPush, 'app' | 'push'>) {
  const [error] = useErrorBoundary();
  return error ? <p>No phone could show this.</p> : <PhonePreview push={push} app={app} />;
}
