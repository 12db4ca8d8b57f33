import { computed, signal } from '@preact/signals';
import type { About, BulkRow, FigurePoint, LiveEvents, PushSeen, QueueRow, RequestRow, Trouble } from '../api.ts';

/** Ours: what the page keeps at the most; the server keeps no more. */
const MOST_REQUESTS = 10_000;
const MOST_PUSHES = 500;

export const about = signal<About | undefined>(undefined);
export const isConnected = signal(false);
/** The latest first. */
export const requests = signal<readonly RequestRow[]>([]);
/** The latest last. */
export const pushes = signal<readonly PushSeen[]>([]);
export const queues = signal<readonly QueueRow[]>([]);
export const figures = signal<readonly FigurePoint[]>([]);
export const trouble = signal<Trouble>({ faults: [], down: [], isKilling: false });
export const bulks = signal<readonly BulkRow[]>([]);

/** Whether anything goes wrong because somebody asked for it. */
export const isInTrouble = computed(() => {
  const { faults, down, isKilling, outageUntil } = trouble.value;
  return faults.length > 0 || down.length > 0 || isKilling || outageUntil !== undefined;
});

const takers: { readonly [Name in keyof LiveEvents]: (data: LiveEvents[Name]) => void } = {
  about(data) {
    about.value = data;
    requests.value = [];
    pushes.value = [];
  },
  requests(rows) {
    requests.value = merged(requests.value, rows);
  },
  pushes(seen) {
    pushes.value = [...pushes.value, ...seen].slice(-MOST_PUSHES);
  },
  queues: (data) => {
    queues.value = data;
  },
  figures: (data) => {
    figures.value = data;
  },
  trouble: (data) => {
    trouble.value = data;
  },
  bulks: (data) => {
    bulks.value = data;
  },
};

function merged(known: readonly RequestRow[], rows: readonly RequestRow[]): RequestRow[] {
  const changed = new Map(rows.map((row) => [row.id, row]));
  const kept = known.map((row) => {
    const now = changed.get(row.id);
    changed.delete(row.id);
    return now ?? row;
  });
  const fresh = [...changed.values()].reverse();
  return [...fresh, ...kept].slice(0, MOST_REQUESTS);
}

/** Listens to the stack from now on; a browser connects again by itself. */
export function connect(): void {
  const source = new EventSource('/_console/api/live');
  source.onopen = () => {
    isConnected.value = true;
  };
  source.onerror = () => {
    isConnected.value = false;
  };
  for (const [name, take] of Object.entries(takers)) {
    source.addEventListener(name, (event) => (take as (data: unknown) => void)(JSON.parse(event.data)));
  }
}
