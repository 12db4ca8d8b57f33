import { useEffect, useState } from 'preact/hooks';
import type { CapabilityRow, RequestDetail } from '../../../api.ts';
import { go, to } from '../../route.ts';
import { useLoaded } from '../loaded.ts';
import { type Draft, started, startedFrom } from './draft.ts';
import { requestText } from './loaded-request.ts';

/** By capability, for as long as the page is open: nobody loses what they wrote by looking elsewhere. */
const kept = new Map<string, Draft>();

/** The draft of a capability: what was left of it, else its example. */
export function useDraft({ name, example }: CapabilityRow) {
  const [draft, setDraft] = useState(() => kept.get(name) ?? started(example, crypto.randomUUID()));
  const change = (next: Draft) => {
    kept.set(name, next);
    setDraft(next);
  };
  return [draft, change] as const;
}

/** Loads what came in before, once, under its own name. Answers why it can't, if so. */
export function useRequestFrom(
  id: string | null,
  capability: CapabilityRow,
  [draft, change]: ReturnType<typeof useDraft>,
): string | undefined {
  const { data, error } = useLoaded<RequestDetail>(id === null ? undefined : `requests/${encodeURIComponent(id)}`);
  useEffect(() => {
    if (!data) return;
    change(startedFrom(requestText(data, capability), data.key ?? crypto.randomUUID(), draft.version + 1));
    go(to(['compose', capability.name]), { replace: true });
  }, [data]);
  return error;
}
