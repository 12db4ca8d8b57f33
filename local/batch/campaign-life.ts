import type { CampaignBody, CampaignUpdate } from './campaign-rules.ts';
import { readUtcTime } from './times.ts';

/** A campaign as Batch holds it. Times are epoch milliseconds. */
export interface Campaign {
  readonly campaign_token: string;
  readonly app: string;
  readonly createdMs: number;
  readonly body: CampaignBody;
  /** Since when it has been live without a break, and its `now` has meant; Infinity for one that isn't live. */
  readonly liveSinceMs: number;
  /** When it first went out; undefined as long as it has not. */
  readonly sentMs?: number;
  /** Whether it has gone out for the last time, which nothing undoes. */
  readonly isCompleted: boolean;
}

/** How far the time zones lie ahead of GMT and behind it, at most. */
const FIRST_ZONE_MS = 14 * 3_600_000;
const LAST_ZONE_MS = 12 * 3_600_000;

/** Brings a campaign up to the present: what went out stays sent, whatever an update changes afterwards. */
export function upToDate(campaign: Campaign, nowMs: number): Campaign {
  const { firstMs, lastMs } = sendings(campaign);
  const sentMs = campaign.sentMs ?? (firstMs <= nowMs ? firstMs : undefined);
  return { ...campaign, ...(sentMs !== undefined && { sentMs }), isCompleted: campaign.isCompleted || lastMs <= nowMs };
}

/**
 * The campaign after an update; what the update does not name stays as it was.
 * A time replaces the other kind of time, since a campaign has one of both.
 */
export function updated(campaign: Campaign, update: CampaignUpdate, nowMs: number): Campaign {
  const { push_time, local_push_time, ...timeless } = campaign.body;
  const hasTime = update.push_time !== undefined || update.local_push_time !== undefined;
  const body = { ...(hasTime ? timeless : campaign.body), ...update } as CampaignBody;
  const liveSinceMs = update.push_time === 'now' ? nowMs : Math.min(campaign.liveSinceMs, nowMs);
  return { ...campaign, body, liveSinceMs: body.live ? liveSinceMs : Number.POSITIVE_INFINITY };
}

/** Whether a campaign that was completed would go out again. */
export function isRevived(update: CampaignUpdate, after: Campaign, nowMs: number): boolean {
  return update.live === true || (after.body.live && sendings(after).lastMs > nowMs);
}

/** When it goes out for the first and for the last time; Infinity if it isn't live, or recurs with an unreadable end. */
function sendings({ body, liveSinceMs }: Campaign): { firstMs: number; lastMs: number } {
  const { push_time = 'now', local_push_time, recurrence } = body;
  const localMs = local_push_time === undefined ? undefined : readUtcTime(local_push_time);
  const timeMs = localMs ?? readUtcTime(push_time) ?? liveSinceMs;
  const isLocal = localMs !== undefined;
  const onceMs = timeMs + (isLocal ? LAST_ZONE_MS : 0);
  const lastMs = recurrence ? (readUtcTime(recurrence.end_date) ?? Number.POSITIVE_INFINITY) : onceMs;
  return {
    firstMs: Math.max(timeMs - (isLocal ? FIRST_ZONE_MS : 0), liveSinceMs),
    lastMs: Math.max(lastMs, liveSinceMs),
  };
}
