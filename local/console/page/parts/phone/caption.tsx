import { to } from '../../route.ts';
import { Again } from './again.tsx';
import type { Arrival } from './shade.ts';

/** What no phone tells of a push: whom it reached, what group it counts for, and the request behind it. */
export function Caption({ arrival }: { readonly arrival: Arrival }) {
  const { people, firstPeople, groupId, request } = arrival.seen;
  const [first = ''] = firstPeople;
  return (
    <div class="caption">
      <p>
        To{' '}
        {people === 1 ? (
          <a href={to(['phones'], { person: first })}>{first}</a>
        ) : (
          `${people.toLocaleString('en')} people`
        )}
        , group {groupId}
        {request !== undefined && (
          <>
            , <a href={to(['requests', request])}>request</a>
          </>
        )}
      </p>
      <Again arrival={arrival} />
    </div>
  );
}
