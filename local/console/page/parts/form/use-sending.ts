import { useState } from 'preact/hooks';
import type { SendDone, SendOrder } from '../../../api.ts';
import { post } from '../../server.ts';
import type { Sent } from './sent.ts';

/** Sends, and has what was sent last. */
export function useSending() {
  const [sent, setSent] = useState<Sent>();
  const send = async (order: SendOrder) => {
    const started = { order, at: Date.now() };
    setSent(started);
    try {
      setSent({ ...started, done: await post<SendDone>('send', order) });
    } catch (error) {
      setSent({ ...started, error: (error as Error).message });
    }
  };
  return { sent, send };
}
