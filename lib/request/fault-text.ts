import type { Fault } from './fault.ts';
import { isUnsafe } from './unsafe-values.ts';

/** A fault in words that quote nothing of what a caller sent, so that they can be kept and told to others. */
export function faultText(fault: Fault): string {
  return `${placeOf(fault)} ${fault.detail}`.trim();
}

/** Names of unknown fields, and of what stands in free-form members, are the caller's own text and may name a person. */
function placeOf(fault: Fault): string {
  const { pointer = '', detail } = fault;
  if (isUnsafe(fault)) return '*';
  const place = detail.startsWith('unknown ') ? pointer.replace(/[^/]*$/, '*') : pointer;
  return place.replace(/(\/(?:values|attributes|installation|extra|query|args|custom_payload|campaigns)\/).*/s, '$1*');
}
