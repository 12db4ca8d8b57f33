import { Around } from '../parts/trouble/around.tsx';
import { Faults } from '../parts/trouble/faults.tsx';
import { Outages } from '../parts/trouble/outage.tsx';
import { Pending } from '../parts/trouble/pending.tsx';
import { Scenes } from '../parts/trouble/scenes.tsx';

export function TroublePage() {
  return (
    <>
      <h1>Trouble</h1>
      <p class="lead">
        Make Batch, AWS or the functions fail, and watch on the other pages that nothing is sent twice and nothing is
        lost; or play a scene that does it for you.
      </p>
      <Pending />
      <Scenes />
      <Outages />
      <Around />
      <Faults />
    </>
  );
}
