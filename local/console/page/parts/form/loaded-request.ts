import type { CapabilityRow, RequestDetail } from '../../../api.ts';
import { isObject } from './value.ts';

/** The text of a request that came in, by whichever way it did. It is as it came, so it need not be JSON. */
export function requestText(
  { way, asked }: Pick<RequestDetail, 'way' | 'asked'>,
  { path: template }: Pick<CapabilityRow, 'path'>,
): string {
  if (way === 'bus') return detailOf(asked.body);
  if (asked.body !== '') return asked.body;
  return JSON.stringify(membersOf(asked.path ?? '', template), null, 2);
}

/** Of what EventBridge put on a queue. */
function detailOf(body: string): string {
  try {
    const event: unknown = JSON.parse(body);
    return isObject(event) ? JSON.stringify(event['detail'], null, 2) : body;
  } catch {
    return body;
  }
}

/** `GET /campaigns/ios/t1?x=y` with `/campaigns/{app}/{token}` names an app, a token and an x. */
function membersOf(asked: string, template: string): Readonly<Record<string, string>> {
  const [path = '', search = ''] = asked.replace(/^\S+ /, '').split('?');
  const values = path.split('/');
  const named = template
    .split('/')
    .map((part, index) => [/^\{(\w+)\}$/.exec(part)?.[1] ?? '', decodeURIComponent(values[index] ?? '')] as const)
    .filter(([name]) => name !== '');
  return { ...Object.fromEntries(named), ...Object.fromEntries(new URLSearchParams(search)) };
}
