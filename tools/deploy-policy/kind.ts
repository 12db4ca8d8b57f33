import type { Json } from '../release/template.ts';
import { arnOf, type Stack } from './names.ts';

/** What is allowed on one resource. */
export interface Grant {
  readonly actions: readonly string[];
  /** An ARN, or `*` where AWS knows none for the actions. */
  readonly resource: string;
  readonly condition?: Json;
}

/** One resource of the template. */
export interface Found {
  readonly id: string;
  readonly properties: Json;
  /** Whether it stays whatever becomes of the stack, so that CloudFormation never removes it. */
  readonly isRetained: boolean;
}

/** A type of resource, and what CloudFormation does, in the name of whoever deploys, to make, change and remove one. */
export interface Kind {
  /** Where AWS says which actions those are. */
  readonly source: string;
  /** @param all there are of the type in the template, at least one */
  grants(all: readonly Found[], stack: Stack): readonly Grant[];
}

/** Kinds by the types that CloudFormation has for them. */
export type Kinds = Readonly<Record<string, Kind>>;

/** @param names of actions of the service, with spaces between them */
export const of = (service: string, names: string): string[] => names.split(' ').map((name) => `${service}:${name}`);

/**
 * That it is CloudFormation that calls, where no name can narrow what is allowed: so it is only done to what the stack's template has.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
 */
export const BY_CLOUDFORMATION = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } };

/** The ARN of the resource. */
export const itself = ({ id }: Found, stack: Stack): string[] => [arnOf(id, stack)];

/** How resources are handled that have, or are about what has, an ARN that is known beforehand. */
interface Handling {
  readonly source: string;
  on(found: Found, stack: Stack): readonly string[];
  readonly actions: readonly string[];
  /** Not allowed for what is retained. */
  readonly removal?: readonly string[];
  /** What is not about these ARNs. */
  also?(all: readonly Found[], stack: Stack): readonly Grant[];
}

/** A type whose resources are told from others by their names. */
export function named({ source, on, actions, removal = [], also }: Handling): Kind {
  const grantsOf = (found: Found, stack: Stack) => {
    const allowed = found.isRetained ? actions : [...actions, ...removal];
    return on(found, stack).map((resource) => ({ actions: allowed, resource }));
  };
  return {
    source,
    grants: (all, stack) => [...all.flatMap((found) => grantsOf(found, stack)), ...(also?.(all, stack) ?? [])],
  };
}

/** Schemas of types that AWS has published the handlers of. */
export const HANDLERS = 'https://github.com/aws-cloudformation/aws-cloudformation-resource-providers';

/** All actions of each service, with what they are about. */
export const AUTHORIZATION = 'https://docs.aws.amazon.com/service-authorization/latest/reference';
