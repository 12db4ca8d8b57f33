import * as z from 'zod/mini';
import { EXTRA, extraBringsNone, extraSchema } from '../../request/extra.ts';
import {
  closedObject,
  closedObjectWithNulls,
  isObject,
  isShallow,
  list,
  MAX_DEPTH,
  nonEmptyString,
  openObject,
  rule,
} from '../../request/schema.ts';
import { projectRequestShape } from '../../request/shape.ts';
import { extraWithout, given, type Members } from '../description.ts';
import { attributeFault, describeAttributes, findEventFaults } from './profile-attributes.ts';

/** What `extra` may not bring: what is ours, and what tells profiles apart. */
const OURS = ['apps', ...Object.keys(projectRequestShape), 'mode', 'profiles', 'identifiers', 'extra'];

const eventSchema = closedObjectWithNulls(
  {
    name: nonEmptyString,
    time: z.optional(nonEmptyString),
    attributes: z.optional(openObject),
    extra: z.optional(extraSchema),
  },
  extraBringsNone(OURS),
  rule(({ attributes }, report) => {
    if (!isObject(attributes) || !isShallow(attributes, MAX_DEPTH)) return;
    findEventFaults(attributes, (path, detail) => report(['attributes', ...path], detail));
  }),
);

const identifiersSchema = closedObject({
  custom_id: z.optional(nonEmptyString),
  installation: z.optional(openObject),
}).check(
  rule(({ custom_id, installation }, report) => {
    if (custom_id === undefined && installation === undefined) report(['custom_id'], 'is required, or `installation`');
    if (custom_id !== undefined && installation !== undefined) report(['installation'], 'excludes `custom_id`');
  }),
);

/** Whose profile, and what is to change. */
export const profileSchema = closedObjectWithNulls(
  {
    identifiers: identifiersSchema,
    attributes: z.optional(openObject),
    events: z.optional(list(eventSchema)),
    extra: z.optional(extraSchema),
  },
  extraBringsNone(OURS),
  rule(({ attributes }, report) => {
    if (!isObject(attributes)) return;
    for (const [key, value] of Object.entries(attributes)) {
      const fault = attributeFault(key, value);
      if (fault) report(['attributes', key], fault);
    }
  }),
);

/** What openapi.json says of a profile, by the path that leads to it. */
export function describeProfile(path: string): Members {
  return {
    [`${path}.identifiers`]: {
      description: 'Whose profile: one of the two.',
      oneOf: [
        { ...given('custom_id'), not: { required: ['installation'] } },
        { ...given('installation'), not: { required: ['custom_id'] } },
      ],
    },
    [`${path}.identifiers.custom_id`]: 'Id of your own user, as the app tells Batch.',
    [`${path}.identifiers.installation`]: 'An installation of an app, as Batch has it.',
    [`${path}.attributes`]: describeAttributes(),
    [`${path}.events`]: 'What the person did, in order.',
    [`${path}.events[].name`]: 'Of the event.',
    [`${path}.events[].time`]:
      'When it happened: RFC 3339. If left out: when Batch gets it, and of a queue’s message, when that was first sent.',
    [`${path}.events[].attributes`]: {
      description:
        'By name: texts, numbers, booleans, objects, lists of texts or of objects; `$label` a text and `$tags` a list of texts, at the top. `null` is left out.',
      properties: {
        $label: { type: ['string', 'null'], minLength: 1 },
        $tags: { type: ['array', 'null'], items: { type: 'string', minLength: 1 }, minItems: 1 },
      },
    },
    [`${path}.events[].extra`]: extraWithout(OURS, EXTRA),
    [`${path}.extra`]: extraWithout(OURS, EXTRA),
  };
}
