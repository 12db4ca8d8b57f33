import { signal } from '@preact/signals';
import type { TroubleOrder } from '../../../api.ts';
import { trouble } from '../../live.ts';
import { post, tellSimulator } from '../../server.ts';

/** What the server said was wrong with the last order. */
export const failure = signal('');

/** Gives orders and shows what is wrong with them; what they change comes back by the live events. */
async function order(giving: Promise<unknown>): Promise<void> {
  failure.value = '';
  await giving.catch((error: Error) => {
    failure.value = error.message;
  });
}

export const orderTrouble = (what: TroubleOrder) => void order(post('trouble', what));

export const addFault = (fault: object) => void order(tellSimulator('POST', 'faults', fault));

export const takeBack = (ids: readonly number[]) =>
  void order(Promise.all(ids.map((id) => tellSimulator('DELETE', `faults/${id}`))));

/** Everything is as it should be again. */
export function endAll(): void {
  const up = trouble.value.down.map((service) => post('trouble', { service, isDown: false }));
  const calm = post('trouble', { isKilling: false, outageSeconds: 0 });
  void order(Promise.all([...up, calm, tellSimulator('DELETE', 'faults')]));
}
