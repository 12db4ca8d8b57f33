import type { Push } from '../../../api.ts';
import { Clock } from '../time.tsx';
import { Attachments, Thumbnail } from './media.tsx';
import type { Form, Platform } from './platform.ts';

/** What phones say where the app's own name stands; Batch's API does not tell it. */
const APP_NAME = 'Your app';

/** A push as it is drawn on a screen. Style sheets cut it, by lines, as the platform does. */
export function Notification({
  push,
  platform,
  form,
  at,
}: {
  readonly push: Push;
  readonly platform: Platform;
  readonly form: Form;
  /** Milliseconds since 1970; left out where it has not arrived yet. */
  readonly at?: number;
}) {
  const { title, body = '' } = push.message ?? {};
  const shown = { push, platform, form };
  return (
    <div class={`note ${platform} ${form}`}>
      <span class="icon" aria-hidden="true" />
      <p class="source">
        <span>{APP_NAME}</span> {at !== undefined && <Clock at={at} />}
      </p>
      <p class="title" dir="auto">
        {/* A push without a title is headed by the app's name. */}
        {title || APP_NAME}
      </p>
      <p class="body" dir="auto">
        {body}
      </p>
      <Thumbnail {...shown} />
      <Attachments {...shown} />
    </div>
  );
}
