import type { Client } from '../../client/src/client.ts';
import type { toEvent, toMessage } from '../../client/src/messages.ts';

/*
 * What the type checker says to callers: `npm run typecheck` fails where a line that has to be refused is taken, and the other
 * way round. Nothing of it runs.
 */

/** The answer has to be told apart before it is taken for a success. */
export async function tokens(client: Client): Promise<string[]> {
  const answer = await client.transactionalSend({
    group_id: 'welcome',
    recipients: { custom_ids: ['u1'] },
    message: { body: 'b' },
  });
  if (answer.status === 'dry_run') return [];
  // @ts-expect-error: some of it may have failed, and then it has no token
  answer.results.map(({ token }) => token);
  if (answer.status === 'accepted') return answer.results.map(({ token = '' }) => token);
  return answer.results.map((result) => (result.status === 'accepted' ? (result.token ?? '') : result.error.name));
}

export async function queued(client: Client): Promise<string> {
  const request = { group_id: 'g', recipients: { tokens: ['t'] }, message: { body: 'b' } };
  const { key } = await client.transactionalSend(request, { respondAsync: true });
  // @ts-expect-error: whoever waits is told how it ended
  return key + (await client.transactionalSend(request)).key;
}

export async function refused(client: Client): Promise<void> {
  // @ts-expect-error: there is no such member
  await client.transactionalSend({ group_id: 'g', recipients: { custom_id: ['u1'] } });
  // @ts-expect-error: a required member is missing
  await client.customDataUpdate({ users: [{ id: 'u1' }] });
  // @ts-expect-error: a whole number is no text
  await client.campaignList({ limit: '5' });
  // @ts-expect-error: a read has no queue
  type NoQueue = Parameters<typeof toMessage<'campaign-get'>>;
  type Entry = ReturnType<typeof toEvent>['Detail'];
  const detail: Entry & NoQueue[0] = '' as never;
  await client.profilesUpdate({
    profiles: [{ identifiers: { custom_id: detail }, attributes: { likes: { $add: ['a'] } } }],
  });
  const { results } = (await client.campaignGet({ app: 'ios', token: 't' })) as { results: { data?: unknown }[] };
  if (results.length === 0) throw new Error('never');
}
