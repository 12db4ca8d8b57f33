import type { Push } from '../../../api.ts';
import type { PlannedCall } from './faults.ts';
import { isObject } from './value.ts';

/** A push that a call would bring to the phones of an app. */
export interface PlannedPush {
  readonly app: string;
  /** Of a campaign, which speaks several. */
  readonly language?: string;
  readonly push: Push;
}

/** What phones would be told by calls that passed the check: one per app, and per language of a campaign. */
export function pushesIn(calls: readonly PlannedCall[]): readonly PlannedPush[] {
  const firstOfEach = new Map(calls.toReversed().map((call) => [call.of, call]));
  return [...firstOfEach.values()].toReversed().flatMap(({ of: app, body }) => {
    if (!isObject(body)) return [];
    const { messages, ...push } = body;
    if (Array.isArray(messages)) {
      return messages
        .filter(isMessage)
        .map(({ language, ...message }) => ({ app, language, push: { ...push, message } as Push }));
    }
    return isMessage(push['message']) || push['push_type'] === 'background'
      ? [{ app, push: push as unknown as Push }]
      : [];
  });
}

/** What `extra` puts into a call is not checked, so it may be anything. */
function isMessage(value: unknown): value is { readonly language: string; readonly body: string } {
  return isObject(value) && typeof value['body'] === 'string';
}
