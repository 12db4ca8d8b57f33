import type { SendDone } from '../../../api.ts';
import { to } from '../../route.ts';
import { Mark } from '../mark.tsx';
import { asked } from './ask.ts';

/** What came of the last push that was asked for from this page. */
export function Answer() {
  const { done, error } = asked.value ?? {};
  return (
    <p role="status" class="answer">
      {asked.value && !done && !error && 'On its way…'}
      {error !== undefined && <span class="bad">{error}</span>}
      {done && <Told done={done} />}
    </p>
  );
}

interface Result {
  readonly app?: string;
  readonly status: string;
}

function Told({ done: { status, headers, body } }: { readonly done: SendDone }) {
  const { results = [] } = Object(body) as { results?: readonly Result[] };
  return (
    <>
      <span>{tell(status, headers)}</span>
      {results.map((result) => (
        <span key={result.app} class="outcome">
          {result.app} <Mark of={result.status} />
        </span>
      ))}
      <a href={to(['requests'])}>How it got there</a>
    </>
  );
}

function tell(status: number, headers: SendDone['headers']): string {
  if (headers['idempotent-replayed'] !== undefined) {
    return `Answered ${status}, as the first time: this Idempotency-Key is known, so nothing was sent.`;
  }
  return status < 300 ? `Answered ${status}: it is on the phones.` : `Answered ${status}.`;
}
