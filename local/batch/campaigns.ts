import { randomBytes } from 'node:crypto';
import { type Campaign, isRevived, updated, upToDate } from './campaign-life.ts';
import { campaignCreate, campaignUpdate, isPast } from './campaign-rules.ts';
import { check } from './check.ts';
import { campaignPage, readQuery } from './query-rules.ts';
import type { Target } from './target.ts';
import { dayOf, secondsOf } from './times.ts';
import { accept, refuse, type Verdict } from './verdict.ts';

/** Judges `POST /campaigns/create`. */
export function judgeCampaign(body: unknown, { app, memory, nowMs }: Target): Verdict {
  const checked = check(campaignCreate, body);
  if ('refusal' in checked) return checked.refusal;
  if (isPast(checked.value.push_time ?? 'now', nowMs)) return refuse(31, 'push_time: in the past');
  const campaign: Campaign = {
    campaign_token: randomBytes(16).toString('hex'),
    app,
    createdMs: nowMs,
    body: checked.value,
    liveSinceMs: checked.value.live ? nowMs : Number.POSITIVE_INFINITY,
    isCompleted: false,
  };
  const carryOut = () => void memory.campaigns.set(campaign.campaign_token, campaign);
  return accept(201, { campaign_token: campaign.campaign_token }, { carryOut });
}

/**
 * Judges `POST /campaigns/update/{token}`. That a completed campaign cannot go live again is Batch's rule (mark D); the
 * code of that refusal is a guess.
 */
export function judgeCampaignUpdate(body: unknown, target: Target): Verdict {
  const { memory, nowMs } = target;
  const campaign = find(target);
  if (!campaign) return unknownCampaign();
  const checked = check(campaignUpdate, body);
  if ('refusal' in checked) return checked.refusal;
  if (Object.keys(checked.value).length === 0) return refuse(30, 'body: not one member');
  if (isPast(checked.value.push_time ?? 'now', nowMs)) return refuse(31, 'push_time: in the past');
  const after = updated(campaign, checked.value, nowMs);
  const isRefused = campaign.isCompleted && isRevived(checked.value, after, nowMs);
  if (isRefused) return refuse(31, 'live: a completed campaign cannot go live again');
  return accept(200, {}, { carryOut: () => void memory.campaigns.set(campaign.campaign_token, after) });
}

/** Judges `POST /campaigns/delete/{token}`. That deleting twice is a 404 is likely (mark U). */
export function judgeCampaignDeletion(_body: unknown, target: Target): Verdict {
  const campaign = find(target);
  if (!campaign) return unknownCampaign();
  return accept(200, {}, { carryOut: () => void target.memory.campaigns.delete(campaign.campaign_token) });
}

/** Judges `GET /campaigns/{token}`. */
export function judgeCampaignRead(_body: unknown, target: Target): Verdict {
  const campaign = find(target);
  if (!campaign) return unknownCampaign();
  const { gcm_collapse_key: { enabled = false, key = '' } = {}, ...body } = campaign.body;
  // What is given back for a key that is not enabled, or has no name of its own, is unknown.
  const collapseKey = enabled && key && { gcm_collapse_key: key };
  return accept(200, { ...head(campaign), ...body, ...times(campaign), ...collapseKey });
}

/** Judges `GET /campaigns/list`: a page, the newest first, with those members that are known to be in it. */
export function judgeCampaignList(_body: unknown, target: Target): Verdict {
  const { app, query = new URLSearchParams(), memory, nowMs } = target;
  const checked = check(campaignPage, readQuery(query));
  if ('refusal' in checked) return checked.refusal;
  const { from, limit, live, from_api } = checked.value;
  const found = [...memory.campaigns.values()]
    .filter((campaign) => campaign.app === app && (live ?? campaign.body.live) === campaign.body.live)
    // All that the simulator holds were made by the API.
    .filter(() => from_api !== false)
    .reverse();
  const page = found.slice(from, from + limit).map((campaign) => upToDate(campaign, nowMs));
  return accept(200, page.map(listed));
}

/** Judges `GET /campaigns/stats/{token}`: a day once it went out, on which nobody was reached, for want of devices. */
export function judgeCampaignStats(_body: unknown, target: Target): Verdict {
  const campaign = find(target);
  if (!campaign) return unknownCampaign();
  const { campaign_token, sentMs } = campaign;
  const counts = { sent: 0, sent_optins: 0, direct_open: 0, influenced_open: 0, reengaged: 0, errors: 0 };
  return accept(200, { campaign_token, detail: sentMs === undefined ? [] : [{ date: dayOf(sentMs), ...counts }] });
}

/** The campaign of a token as it is by now, if it is one of this app's. */
function find({ app, parameter = '', memory, nowMs }: Target): Campaign | undefined {
  const campaign = memory.campaigns.get(parameter);
  return campaign?.app === app ? upToDate(campaign, nowMs) : undefined;
}

const unknownCampaign = () => refuse(20, 'No campaign of this app has this token');

function listed(campaign: Campaign) {
  const { name, live, recurrence = null } = campaign.body;
  return { ...head(campaign), name, live, ...times(campaign), recurrence };
}

/** What every answer about a campaign begins with. A Dev key reads nothing, so no campaign that is read is a Dev one. */
function head({ campaign_token, createdMs }: Campaign) {
  return { campaign_token, from_api: true, dev_only: false, created_date: secondsOf(createdMs) };
}

/** Answers give the time at which it went out where `now` was said, once it has. */
function times({ body: { push_time, local_push_time }, sentMs }: Campaign) {
  if (local_push_time !== undefined) return { local_push_time };
  return { push_time: push_time === 'now' && sentMs !== undefined ? secondsOf(sentMs) : push_time };
}
