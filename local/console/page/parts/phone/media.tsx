import type { Push } from '../../../api.ts';
import type { Form, Platform } from './platform.ts';

interface Shown {
  readonly push: Push;
  readonly platform: Platform;
  readonly form: Form;
}

/** The small picture beside the text. Android and Chrome put the icon there; a phone shows the picture small until the push is pulled open. */
export function Thumbnail({ push: { media }, platform, form }: Shown) {
  const icon = platform === 'ios' ? undefined : media?.icon;
  const small = form === 'open' || platform === 'web' ? undefined : (media?.picture ?? media?.video);
  const url = icon ?? small;
  return url === undefined ? null : <Drawn url={url} kind={icon === undefined ? 'picture' : 'icon'} />;
}

/** What is below the text: the picture once there is room for it, and the names of what can't be seen. */
export function Attachments({ push: { media }, platform, form }: Shown) {
  const url = media?.picture ?? media?.video;
  const hasRoom = form === 'open' || (platform === 'web' && form === 'banner');
  return (
    <>
      {url !== undefined && hasRoom && <Drawn url={url} kind="picture" isLarge />}
      {media?.audio !== undefined && form === 'open' && <p class="sound">Sound: {fileName(media.audio)}</p>}
    </>
  );
}

/** In place of what stands behind a URL: this page loads nothing from elsewhere. */
function Drawn({
  url,
  kind,
  isLarge = false,
}: {
  readonly url: string;
  readonly kind: string;
  readonly isLarge?: boolean;
}) {
  return (
    <div class={isLarge ? 'drawn large' : 'drawn'} role="img" aria-label={`${kind} ${fileName(url)}`}>
      {isLarge && <span class="file-name">{fileName(url)}</span>}
    </div>
  );
}

/** Of whatever stands there: somebody may be typing it just now. */
function fileName(url: string): string {
  const [address = ''] = url.split(/[?#]/);
  return address.split('/').findLast(Boolean) ?? url;
}
