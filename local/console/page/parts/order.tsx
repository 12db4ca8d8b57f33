import { useState } from 'preact/hooks';

/** Something that a person sets off: whether it is under way, and how it went. */
export interface Order {
  readonly isBusy: boolean;
  readonly said?: Said | undefined;
  /** @param work answers how it went, in words; what it throws is told too */
  run(work: () => Promise<string>): Promise<void>;
}

interface Said {
  readonly text: string;
  readonly isBad: boolean;
}

/** One order at a time. */
export function useOrder(): Order {
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said>();
  return {
    isBusy,
    said,
    async run(work) {
      setBusy(true);
      setSaid(undefined);
      try {
        setSaid({ text: await work(), isBad: false });
      } catch (error) {
        setSaid({ text: (error as Error).message, isBad: true });
      }
      setBusy(false);
    },
  };
}

/** How an order went: told to those who don't see it, too. */
export function Said({ of: { isBusy, said }, doing = 'A moment…' }: { readonly of: Order; readonly doing?: string }) {
  return (
    <p role="status" class={`said ${said?.isBad ? 'bad' : ''}`}>
      {isBusy ? doing : said?.text}
    </p>
  );
}
