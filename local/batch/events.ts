import { randomUUID } from 'node:crypto';
import { check } from './check.ts';
import { eventsOfMany, eventsOfOne, type TrackedEvent } from './event-rules.ts';
import type { Memory } from './memory.ts';
import type { Target } from './target.ts';
import { secondsOf } from './times.ts';
import { userPathText } from './user-rules.ts';
import { accept, type Verdict } from './verdict.ts';

/** Judges `POST /events/users/{custom_id}` and, without an id in the path, the one for many. */
export function judgeEvents(body: unknown, target: Target): Verdict {
  const { parameter, nowMs } = target;
  if (parameter === undefined) {
    const checked = check(eventsOfMany(nowMs), body, (path) => userPathText(body, path));
    return 'refusal' in checked ? checked.refusal : tracked(checked.value, target);
  }
  const checked = check(eventsOfOne(nowMs), body);
  return 'refusal' in checked ? checked.refusal : tracked([{ id: parameter, ...checked.value }], target);
}

function tracked(
  users: readonly { readonly id: string; readonly events: readonly TrackedEvent[] }[],
  { app, memory, nowMs }: Target,
): Verdict {
  const carryOut = () => {
    for (const { id, events } of users) for (const event of events) remember(memory, app, id, event, nowMs);
  };
  return accept(200, { token: randomUUID() }, { carryOut });
}

/** Nothing tells an event from the same one sent again, so each is kept: a double shows. */
function remember({ events }: Memory, app: string, id: string, event: TrackedEvent, nowMs: number): void {
  const ofApp = events.get(app) ?? new Map<string, TrackedEvent[]>();
  events.set(app, ofApp);
  const ofUser = ofApp.get(id) ?? [];
  ofApp.set(id, ofUser);
  ofUser.push({ time: secondsOf(nowMs), ...event });
}
