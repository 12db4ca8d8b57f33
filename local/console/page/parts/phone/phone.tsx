import { Caption } from './caption.tsx';
import { Hour } from './hour.tsx';
import { Notification } from './notification.tsx';
import { type Form, NAMES, platformOf } from './platform.ts';
import type { Arrival } from './shade.ts';
import { Unseen } from './unseen.tsx';

/** A screen holds so many; the rest is counted. Ours. */
const ON_SCREEN = 30;

/** The phone of an app, with what arrived on it. */
export function Phone({
  app,
  arrivals,
  form,
}: {
  readonly app: string;
  /** In the order in which they came. */
  readonly arrivals: readonly Arrival[];
  readonly form: Form;
}) {
  const platform = platformOf(app);
  const latestFirst = [...arrivals].reverse();
  const shown = latestFirst.filter(({ fate }) => fate === 'shown');
  const onScreen = shown.slice(0, form === 'banner' ? 1 : ON_SCREEN);
  return (
    <article class="phone-column" aria-label={`${NAMES[platform]}, app ${app}`}>
      <h2>
        {NAMES[platform]} <code>{app}</code>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class={`wall screen ${platform} ${form}`} tabIndex={0} aria-label={`Screen of ${app}`}>
        {form === 'lock' && platform !== 'web' && <Hour />}
        {onScreen.length === 0 && <p class="nothing">Nothing to be seen yet.</p>}
        <ol>
          {onScreen.map((arrival) => (
            <li key={arrival.seen.number}>
              <Notification push={arrival.seen.push} platform={platform} form={form} at={arrival.seen.at} />
              <Caption arrival={arrival} />
            </li>
          ))}
        </ol>
        {shown.length > onScreen.length && <p class="nothing">and {shown.length - onScreen.length} before</p>}
      </section>
      <Unseen arrivals={latestFirst.filter(({ fate }) => fate !== 'shown').slice(0, ON_SCREEN)} />
    </article>
  );
}
