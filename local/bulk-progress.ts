import { MultiBar, type SingleBar } from 'cli-progress';

/** Between two looks at a bulk. */
const LOOK_MS = 1_000;

/** Between two lines about one bulk, where there is no terminal. */
const LINE_MS = 10_000;

/** What `GET /bulk/{id}` answers, as far as it is shown. */
export interface BulkLook {
  readonly status: string;
  readonly lines: number;
  readonly refused: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly ended?: string;
}

/** What it takes to show bulks. */
export interface ProgressTools {
  /** Undefined for as long as nothing is known. */
  look(id: string): Promise<BulkLook | undefined>;
  readonly output: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;
  /** Milliseconds. Rejects when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds. */
  now(): number;
}

/** Where progress is shown, and whatever else is printed meanwhile. */
export interface BulkProgress {
  /** Shows a bulk until nothing of it can change any more. Never throws. */
  follow(id: string): Promise<void>;
  print(text: string): void;
  stop(): void;
}

/** Shows how far bulks have come: a bar each on a terminal, or else a line now and then. */
export function createBulkProgress({ look, output, sleep, now }: ProgressTools): BulkProgress {
  const stopping = new AbortController();
  const board = output.isTTY ? createBars(output) : createLines((text) => output.write(text), now);
  const following = new Set<string>();

  async function followOne(id: string): Promise<void> {
    for (let isOver = false; !isOver; ) {
      await sleep(LOOK_MS, stopping.signal);
      const seen = await look(id).catch(() => undefined);
      isOver = seen?.ended !== undefined;
      if (seen) board.show(id, seen);
    }
  }

  return {
    async follow(id) {
      // A start that is repeated is one bulk.
      if (following.has(id)) return;
      following.add(id);
      await followOne(id).catch(() => {});
      following.delete(id);
    },
    print: board.print,
    stop() {
      stopping.abort();
      board.stop();
    },
  };
}

/** `25,000 lines, 3 parts, 2 accepted` */
function tellLook({ lines, refused, parts }: BulkLook): string {
  const ends = Object.entries(parts).filter(([name, count]) => name !== 'total' && name !== 'queued' && count > 0);
  return [
    `${lines.toLocaleString('en')} lines`,
    `${parts['total'] ?? 0} parts`,
    ...ends.map(([name, count]) => `${count} ${name}`),
    ...(refused > 0 ? [`${refused} lines refused`] : []),
  ].join(', ');
}

interface Board {
  show(id: string, seen: BulkLook): void;
  print(text: string): void;
  stop(): void;
}

function createLines(print: (text: string) => void, now: () => number): Board {
  const lastAt = new Map<string, number>();
  return {
    show(id, seen) {
      const isDue = now() - (lastAt.get(id) ?? Number.NEGATIVE_INFINITY) >= LINE_MS;
      if (!isDue && seen.ended === undefined) return;
      lastAt.set(id, now());
      print(lineOf(id, seen));
    },
    print,
    stop() {},
  };
}

const lineOf = (id: string, seen: BulkLook) => `bulk ${id} ${seen.status}: ${tellLook(seen)}\n`;

function createBars(output: ProgressTools['output']): Board {
  const stream = output as NodeJS.WriteStream;
  const bars = new Map<string, SingleBar>();
  let multi: MultiBar | undefined;
  const open = () => new MultiBar({ stream, format: 'bulk {id} {bar} {told}', barsize: 20, clearOnComplete: true });
  const print = (text: string) => (multi ? multi.log(text) : stream.write(text));
  function close(): void {
    multi?.stop();
    multi = undefined;
  }
  return {
    show(id, seen) {
      const { total = 0, queued = 0, deferred = 0 } = seen.parts;
      multi ??= open();
      const bar = bars.get(id) ?? multi.create(total, 0, { id, told: '' });
      bars.set(id, bar);
      bar.setTotal(Math.max(total, 1));
      bar.update(total - queued - deferred, { told: tellLook(seen) });
      if (seen.ended === undefined) return;
      bars.delete(id);
      multi.remove(bar);
      if (bars.size === 0) close();
      print(lineOf(id, seen));
    },
    print,
    stop: close,
  };
}
