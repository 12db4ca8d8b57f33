import type { Fault } from './fault.ts';
import { pointerTo } from './pointer.ts';
import { ENOUGH_FAULTS, MAX_DEPTH } from './schema.ts';

const ROUNDED = 'is beyond ±(2^53 − 1) and would be rounded; send it as a string';
const RESERVED = 'is a name that no member may have';

/** Whether a fault is one of these: what it points at may have any name. */
export function isUnsafe({ detail }: Fault): boolean {
  return detail === ROUNDED || detail === RESERVED;
}

/** Deeper than any request may be, our own members included; what lies deeper is refused for its depth. */
const DEEPEST = MAX_DEPTH + 50;

/** What JSON can carry in and JavaScript can't carry out as it came. Stops at as many faults as are told. */
export function unsafeValues(body: unknown): Fault[] {
  const faults: Fault[] = [];
  const path: PropertyKey[] = [];

  function look(value: unknown): void {
    if (typeof value === 'number') lookAtNumber(value);
    else if (Array.isArray(value)) lookAtEntries(value);
    else if (typeof value === 'object' && value !== null) lookAtMembers(value as Record<string, unknown>);
  }

  function lookAtNumber(value: number): void {
    const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value);
    if (isRounded || !Number.isFinite(value)) report(ROUNDED);
  }

  function lookAtEntries(entries: readonly unknown[]): void {
    if (path.length >= DEEPEST) return;
    for (let index = 0; index < entries.length && faults.length < ENOUGH_FAULTS; index += 1) {
      // Most lists hold nothing but strings, and up to a million of them.
      if (typeof entries[index] !== 'string') lookInto(index, entries[index]);
    }
  }

  function lookAtMembers(members: Record<string, unknown>): void {
    if (path.length >= DEEPEST) return;
    for (const name of Object.keys(members)) {
      if (faults.length >= ENOUGH_FAULTS) return;
      lookInto(name, members[name]);
    }
  }

  function lookInto(step: PropertyKey, value: unknown): void {
    path.push(step);
    // JSON.parse makes it a member like any other; whatever copies it takes it for something else.
    if (step === '__proto__') report(RESERVED);
    look(value);
    path.pop();
  }

  function report(detail: string): void {
    faults.push({ pointer: pointerTo(path), detail });
  }

  look(body);
  return faults;
}
