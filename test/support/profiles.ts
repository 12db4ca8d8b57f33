import type { Outcome } from '../../lib/delivery/outcome.ts';
import type { SentCall } from './work.ts';

/** An operation on the profile of a custom id, with an event or without. */
export const operation = (id: string, value = 1, event?: string) => ({
  identifiers: { custom_id: id },
  attributes: { a: value },
  ...(event !== undefined && { events: [{ name: event }] }),
});

export type Operation = ReturnType<typeof operation>;

export const operationsIn = ({ body }: Pick<SentCall, 'body'>): Operation[] => body;
export const idsIn = (call: Pick<SentCall, 'body'>) =>
  operationsIn(call).map(({ identifiers }) => identifiers.custom_id);
/** `u1 a=2 e`, for each operation. */
export const toldIn = (call: Pick<SentCall, 'body'>) =>
  operationsIn(call).map(({ identifiers, attributes, events = [] }) =>
    [identifiers.custom_id, `a=${attributes.a}`, ...events.map(({ name }) => name)].join(' '),
  );

/** Batch's acceptance, save of the operations that are bad. */
export function acceptedBut(call: SentCall, isBad: (operation: Operation) => string | false | undefined): Outcome {
  const refused = operationsIn(call).flatMap((each, index) => {
    const reason = isBad(each);
    return reason ? [{ index, reason }] : [];
  });
  return { status: 'accepted', ...(refused.length > 0 && { refused }) };
}
