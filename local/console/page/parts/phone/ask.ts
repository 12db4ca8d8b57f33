import { signal } from '@preact/signals';
import type { Push, SendDone, SendOrder } from '../../../api.ts';
import { about } from '../../live.ts';
import { post } from '../../server.ts';

/** The capability whose example is the first push. */
const CAPABILITY = 'transactional-send';

/** The last thing that was asked for from here, and what came back. */
export const asked = signal<
  { readonly order: SendOrder; readonly done?: SendDone; readonly error?: string } | undefined
>(undefined);

/** Asks for the example, with another push in it if one is given, under a name of its own. */
export async function askFor(push: Push = {}): Promise<void> {
  const { message, ...example } = about.value?.capabilities.find(({ name }) => name === CAPABILITY)?.example ?? {};
  const isSeen = push.push_type !== 'background';
  const request = { ...example, ...(isSeen && { message }), ...push };
  await ask({ capability: CAPABILITY, way: 'http', request, key: `console-${crypto.randomUUID()}` });
}

/** Asks once more for what was asked for last, under the same name. */
export async function askAgain(): Promise<void> {
  if (asked.value) await ask(asked.value.order);
}

async function ask(order: SendOrder): Promise<void> {
  asked.value = { order };
  try {
    asked.value = { order, done: await post<SendDone>('send', order) };
  } catch (error) {
    asked.value = { order, error: (error as Error).message };
  }
}
