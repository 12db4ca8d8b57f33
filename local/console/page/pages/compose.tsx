import { useMemo } from 'preact/hooks';
import type { About, CapabilityRow } from '../../api.ts';
import { about } from '../live.ts';
import { CapabilityChooser } from '../parts/form/chooser.tsx';
import { Composer } from '../parts/form/composer.tsx';
import { type Description, formOf } from '../parts/form/described.ts';
import { Told } from '../parts/form/told.tsx';
import { useDescription } from '../parts/form/use-description.ts';
import { path } from '../route.ts';

/** What is shown if none is asked for: what most come for. */
const FIRST = 'transactional-send';

/** A request of any capability, as fields and as text, until it is sent. */
export function ComposePage() {
  const { description, error } = useDescription();
  const stack = about.value;
  const [, asked = FIRST] = path.value;
  const capability = stack?.capabilities.find(({ name }) => name === asked);
  return (
    <div class="compose">
      <h1>Compose</h1>
      <p class="lead">
        Fill in a request, see what is wrong with it and what Batch would get, and send it as any back end would: by
        HTTP, queue or event.
      </p>
      {error !== undefined && <p class="bad">The schemas could not be loaded: {error}</p>}
      {stack && !capability && (
        <p>
          There is no capability of this name. <a href="#/compose">Begin with a push</a>.
        </p>
      )}
      {stack && capability && description && (
        <Chosen key={capability.name} stack={stack} capability={capability} description={description} />
      )}
    </div>
  );
}

function Chosen({
  stack,
  capability,
  description,
}: {
  readonly stack: About;
  readonly capability: CapabilityRow;
  readonly description: Description;
}) {
  const form = useMemo(() => formOf(description, capability, stack), [description, capability, stack]);
  return (
    <>
      <CapabilityChooser all={stack.capabilities} current={capability} />
      <p class="about">
        <Told text={form.description} />
      </p>
      <Composer about={stack} capability={capability} form={form} />
    </>
  );
}
