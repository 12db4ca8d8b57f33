import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { customDataUpdate } from '../../lib/endpoints/v1/custom-data-update.ts';
import { eventsTrack } from '../../lib/endpoints/v1/events-track.ts';
import { transactionalSend } from '../../lib/endpoints/v1/transactional-send.ts';
import { profilesUpdate } from '../../lib/endpoints/v2/profiles-update.ts';

const APPS = ['ios', 'android'];
const IDS_PER_MESSAGE = 10;

/** Many messages that are planned together, in a form that some way of planning would find hard. */
export interface Shape {
  readonly what: string;
  readonly endpoint: Endpoint;
  /** One valid message, as it comes from a queue. */
  message(index: number): object;
}

function push(what: string, idsOf: (index: number) => string[], textOf = (_index: number) => 'Hello'): Shape {
  return {
    what: `pushes: ${what}`,
    endpoint: transactionalSend as Endpoint,
    message: (index) => ({
      apps: APPS,
      group_id: 'g',
      recipients: { custom_ids: idsOf(index) },
      message: { body: textOf(index) },
    }),
  };
}

function update(what: string, idOf: (index: number) => string, valuesOf: (index: number) => object): Shape {
  return {
    what: `custom data: ${what}`,
    endpoint: customDataUpdate as Endpoint,
    message: (index) => ({ apps: APPS, users: [{ id: idOf(index), update: { values: valuesOf(index) } }] }),
  };
}

function tracking(what: string, idOf: (index: number) => string): Shape {
  return {
    what: `events: ${what}`,
    endpoint: eventsTrack as Endpoint,
    message: (index) => ({
      apps: APPS,
      users: [{ id: idOf(index), events: [{ name: 'ue.opened', label: `${index}` }] }],
    }),
  };
}

function profile(what: string, idOf: (index: number) => string, operationOf: (index: number) => object): Shape {
  return {
    what: `profiles: ${what}`,
    endpoint: profilesUpdate as Endpoint,
    message: (index) => ({
      apps: ['main'],
      profiles: [{ identifiers: { custom_id: idOf(index) }, ...operationOf(index) }],
    }),
  };
}

/** Ten ids that follow one another in a circle of so many. */
function idsOutOf(people: number): (index: number) => string[] {
  return (index) => Array.from({ length: IDS_PER_MESSAGE }, (_, place) => `user-${(index * 7 + place) % people}`);
}

/** What planning must take in time that grows with the number of messages, and not with its square. */
export const SHAPES: readonly Shape[] = [
  push('the same to one user', () => ['user']),
  push('the same to 10 out of 10 users', idsOutOf(10)),
  push('the same to 10 out of 1,000 users', idsOutOf(1_000)),
  push('the same to distinct users', (index) => [`user-${index}`]),
  push('distinct ones to one user', () => ['user'], String),
  update(
    'distinct users',
    (index) => `user-${index}`,
    (index) => ({ 'u.age': index }),
  ),
  update(
    'one attribute of one user',
    () => 'user',
    (index) => ({ 'u.age': index }),
  ),
  update(
    'new attributes of one user',
    () => 'user',
    (index) => ({ [`u.attribute_${index}`]: index }),
  ),
  update(
    'the same tag added to one user',
    () => 'user',
    () => ({ 'ut.tags': { $add: ['tag'] } }),
  ),
  tracking('distinct users', (index) => `user-${index}`),
  tracking('one user', () => 'user'),
  profile(
    'distinct people',
    (index) => `user-${index}`,
    (index) => ({ attributes: { age: index } }),
  ),
  profile(
    'new attributes of one',
    () => 'user',
    (index) => ({ attributes: { [`attribute_${index}`]: index } }),
  ),
  profile(
    'attributes and events of one in turns',
    () => 'user',
    (index) => (index % 2 ? { attributes: { age: index } } : { events: [{ name: 'opened' }] }),
  ),
];
