import type { SendDone } from '../../api.ts';
import { about } from '../live.ts';
import { post } from '../server.ts';
import { successIn } from './answer.ts';
import { Said, useOrder } from './order.tsx';

/** A button that sends a capability's example, for who has nothing to look at yet. */
export function SendExample({ capability }: { readonly capability: string }) {
  const order = useOrder();
  const request = about.value?.capabilities.find(({ name }) => name === capability)?.example;
  const send = async () => {
    successIn(await post<SendDone>('send', { capability, way: 'http', request }));
    return 'Sent.';
  };
  return (
    <>
      <button type="button" class="main" disabled={order.isBusy || !request} onClick={() => order.run(send)}>
        Send the example of {capability}
      </button>
      <Said of={order} />
    </>
  );
}
