import type { Push } from '../../../api.ts';
import { Notification } from './notification.tsx';
import { type Form, platformOf } from './platform.ts';

/**
 * One push as the phones of an app would show it, before anybody gets it. A silent push is told to be one, since there is
 * nothing to see.
 */
export function PhonePreview({
  push,
  app,
  form = 'lock',
}: {
  readonly push: Push;
  /** The alias, which tells the platform. */
  readonly app: string;
  readonly form?: Form;
}) {
  const platform = platformOf(app);
  return (
    <div class={`wall preview ${platform}`}>
      {push.push_type === 'background' ? (
        <p class="unseen">Nobody sees this push: it is silent.</p>
      ) : (
        <Notification push={push} platform={platform} form={form} />
      )}
    </div>
  );
}
