import type { ComponentType } from 'preact';
import type { Fault } from './faults.ts';
import type { Schema } from './schema.ts';

/** A part of a request, as its fields are given it. */
export interface Part {
  readonly schema: Schema;
  readonly value: unknown;
  /** RFC 6901, to this part. */
  readonly pointer: string;
  /** What it is called: the name of the member, or that of its list with a number. */
  readonly label: string;
  /** All faults of the request. */
  readonly faults: readonly Fault[];
  readonly onChange: (value: unknown) => void;
}

/** A part with what edits parts of it, so that no file has to know those that know it. */
export interface ControlGiven extends Part {
  readonly Field: ComponentType<FieldGiven>;
  /** Of the element that edits it, if it is one element. */
  readonly attributes: Attributes;
}

export interface Attributes {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
  /** Where no label points to it. */
  readonly 'aria-label'?: string;
}

/** A part that belongs to another one. */
export interface FieldGiven extends Part {
  readonly isRequired?: boolean | undefined;
  readonly onRemove: () => void;
}

/** The id of the element that edits a part. White space would end it where ids are listed. */
export function idOf(pointer: string): string {
  return `at-${encodeURIComponent(pointer)}`;
}
