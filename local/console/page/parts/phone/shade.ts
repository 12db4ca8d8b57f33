import type { PushSeen } from '../../../api.ts';
import { platformOf } from './platform.ts';

/** A push that arrived, and what the person has of it. */
export interface Arrival {
  readonly seen: PushSeen;
  /** `silent`: never shown. `replaced`: a later one with the same collapse key took its place. */
  readonly fate: 'shown' | 'silent' | 'replaced';
  /** How often somebody had got this very push by then, this time included; of many, whoever got it most often. */
  readonly times: number;
  /** Whom `times` is true of. */
  readonly person?: string;
  /** The same push, when it reached them the time before. */
  readonly before?: PushSeen;
}

/**
 * What became of pushes on the phones, in the order in which they arrived.
 *
 * @param person whose phones; without, everybody's, as far as the first people of each push tell
 */
export function arrivalsOf(pushes: readonly PushSeen[], person?: string): Arrival[] {
  const told: Told = new Map();
  return pushes.map((seen, index) => ({
    seen,
    fate: fateOf(seen, pushes.slice(index + 1), person),
    ...repeatOf(seen, person === undefined ? seen.firstPeople : [person], told),
  }));
}

type Repeat = Pick<Arrival, 'times' | 'person' | 'before'>;

/** By person and content: how often it was told, and when last. */
type Told = Map<string, { readonly times: number; readonly last: PushSeen }>;

/** The same push is one of the same app and the same content, whatever group it counts for. */
function repeatOf(seen: PushSeen, people: readonly string[], told: Told): Repeat {
  const content = JSON.stringify([seen.app, seen.push]);
  let most: Repeat = { times: 1 };
  for (const person of people) {
    const key = `${person} ${content}`;
    const known = told.get(key);
    const times = (known?.times ?? 0) + 1;
    told.set(key, { times, last: seen });
    if (known && times > most.times) most = { times, person, before: known.last };
  }
  return most;
}

function fateOf(seen: PushSeen, later: readonly PushSeen[], person: string | undefined): Arrival['fate'] {
  if (isSilent(seen)) return 'silent';
  const key = collapseKeyOf(seen);
  const replaces = (other: PushSeen) =>
    other.app === seen.app &&
    !isSilent(other) &&
    collapseKeyOf(other) === key &&
    (person !== undefined || reachesAllOf(other, seen));
  return key !== undefined && later.some(replaces) ? 'replaced' : 'shown';
}

const isSilent = ({ push }: PushSeen) => push.push_type === 'background';

/** Undefined if it replaces nothing. Only Android has it: on iOS it is ignored. Without a name it is Batch's own, one for all. */
function collapseKeyOf({ app, push: { gcm_collapse_key: collapse } }: PushSeen): string | undefined {
  return platformOf(app) === 'android' && collapse?.enabled ? `key ${collapse.key ?? ''}` : undefined;
}

/** False where not all people are known: what is on their phones nobody can tell. */
function reachesAllOf(later: PushSeen, earlier: PushSeen): boolean {
  return (
    earlier.people === earlier.firstPeople.length && earlier.firstPeople.every((id) => later.firstPeople.includes(id))
  );
}
