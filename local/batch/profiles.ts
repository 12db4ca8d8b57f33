import { draw } from './bucket.ts';
import { check } from './check.ts';
import type { Memory, Profile } from './memory.ts';
import { faultsOf, type ItemFault, type Operation, operations, type Value } from './profile-rules.ts';
import type { Target } from './target.ts';
import { accept, refuse, type Verdict } from './verdict.ts';

/** Judges `POST /profiles/update` and `/profiles/mass-update`: what is wrong with one operation costs that alone. */
export function judgeProfiles({ most, drawsOnBucket }: { most: number; drawsOnBucket: boolean }) {
  const rules = operations(most);
  return (body: unknown, { app: project, memory, nowMs }: Target): Verdict => {
    const checked = check(rules, body);
    if ('refusal' in checked) return checked.refusal;
    const asked = checked.value;
    if (drawsOnBucket && !draw(memory.buckets, project, asked.length, nowMs)) return refuse(60, 'Too many updates');
    const judged = asked.map((operation) => faultsOf(operation, nowMs));
    const errors = judged.flatMap(({ faults }, index) => faults.map((fault) => toError(fault, index)));
    const carryOut = () => {
      for (const { taken } of judged) take(memory, project, taken, nowMs);
    };
    const answer = errors.length === 0 ? { code: 'SUCCESS' } : { code: 'SUCCESS_WITH_PARTIAL_ERRORS', errors };
    return accept(202, answer, { carryOut });
  };
}

const toError = ({ category, reason, attribute }: ItemFault, bulk_index: number) => ({
  category,
  bulk_index,
  reason,
  ...(attribute !== undefined && { attribute }),
});

/** An installation that nobody knows creates no profile, and the simulator knows none. */
function take({ profiles }: Memory, project: string, operation: Operation, nowMs: number): void {
  const { custom_id } = operation.identifiers;
  if (custom_id === undefined) return;
  const ofProject = profiles.get(project) ?? new Map<string, Profile>();
  profiles.set(project, ofProject);
  const profile: Profile = ofProject.get(custom_id) ?? { attributes: new Map(), events: [], history: [] };
  ofProject.set(custom_id, profile);
  profile.history.push(operation);
  for (const [key, value] of Object.entries(operation.attributes ?? {})) set(profile.attributes, key, value);
  // Nothing tells an event from the same one sent again, so each is kept: a double shows.
  const arrival = new Date(nowMs).toISOString();
  for (const event of operation.events ?? []) profile.events.push({ ...event, time: event.time ?? arrival });
}

function set(attributes: Map<string, Value>, key: string, value: Value): void {
  const next = nextValue(attributes.get(key), value);
  if (next === null) attributes.delete(key);
  else attributes.set(key, next);
}

/** A list is a set; one that an edit empties is none. */
function nextValue(held: Value | undefined, value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return [...new Set(value)];
  const { $add = [], $remove = [] } = value;
  const list = new Set([...(Array.isArray(held) ? held : []), ...$add]);
  for (const entry of $remove) list.delete(entry);
  return list.size > 0 ? [...list] : null;
}
