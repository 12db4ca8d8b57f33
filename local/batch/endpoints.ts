import { randomBytes, randomUUID } from 'node:crypto';
import { campaignCreate, isPast } from './campaign-rules.ts';
import { check } from './check.ts';
import { type Memory, updateUser } from './memory.ts';
import { countRecipients, transactionalSend } from './transactional-rules.ts';
import { userPathText, userUpdate, userUpdates } from './user-rules.ts';
import { refuse, type Verdict } from './verdict.ts';

/** What an endpoint needs to know besides the body. */
interface Target {
  readonly app: string;
  /** From the path, where the endpoint takes one. */
  readonly customId?: string | undefined;
  readonly memory: Memory;
  readonly nowMs: number;
}

interface Endpoint {
  readonly version: '1.0' | '1.1';
  readonly takesCustomId: boolean;
  judge(body: unknown, target: Target): Verdict;
}

/** The endpoints of Batch that are simulated, by the path that follows the app key. */
export const ENDPOINTS = {
  'transactional/send': { version: '1.1', takesCustomId: false, judge: judgePush },
  'campaigns/create': { version: '1.1', takesCustomId: false, judge: judgeCampaign },
  'data/users': {
    version: '1.0',
    takesCustomId: true,
    judge: (body, target) =>
      target.customId === undefined ? judgeUsers(body, target) : judgeUser(body, target, target.customId),
  },
} as const satisfies Record<string, Endpoint>;

/** Its path after the app key; a call for one user in the path has the name of the bulk one, `data/users`. */
export type EndpointName = keyof typeof ENDPOINTS;

function judgePush(body: unknown): Verdict {
  const checked = check(transactionalSend, body);
  if ('refusal' in checked) return checked.refusal;
  const recipients = countRecipients(checked.value.recipients);
  return { status: 201, body: { token: randomUUID() }, effect: { recipients, carryOut: () => {} } };
}

function judgeCampaign(body: unknown, { app, memory, nowMs }: Target): Verdict {
  const checked = check(campaignCreate, body);
  if ('refusal' in checked) return checked.refusal;
  if (isPast(checked.value.push_time ?? 'now', nowMs)) return refuse(31, 'push_time: in the past');
  const campaign = {
    campaign_token: randomBytes(16).toString('hex'),
    app,
    created_date: new Date(nowMs).toISOString(),
    body,
  };
  const carryOut = () => void memory.campaigns.set(campaign.campaign_token, campaign);
  return { status: 201, body: { campaign_token: campaign.campaign_token }, effect: { recipients: 0, carryOut } };
}

function judgeUsers(body: unknown, { app, memory }: Target): Verdict {
  const checked = check(userUpdates, body, (path) => userPathText(body, path));
  if ('refusal' in checked) return checked.refusal;
  return updated(() => {
    for (const { id, update } of checked.value) updateUser(memory, app, id, update);
  });
}

function judgeUser(body: unknown, { app, memory }: Target, customId: string): Verdict {
  const checked = check(userUpdate, body);
  if ('refusal' in checked) return checked.refusal;
  return updated(() => updateUser(memory, app, customId, checked.value));
}

function updated(carryOut: () => void): Verdict {
  return { status: 200, body: { token: randomUUID() }, effect: { recipients: 0, carryOut } };
}
