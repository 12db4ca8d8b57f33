import {
  judgeCampaign,
  judgeCampaignDeletion,
  judgeCampaignList,
  judgeCampaignRead,
  judgeCampaignStats,
  judgeCampaignUpdate,
} from './campaigns.ts';
import { judgeUserDeletion, judgeUsers } from './custom-data.ts';
import { judgeEvents } from './events.ts';
import { judgeProfiles } from './profiles.ts';
import type { Target } from './target.ts';
import { judgePush, judgePushStats } from './transactional.ts';
import type { Verdict } from './verdict.ts';

/** One call that Batch offers, and the rules that it follows. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly version: '1.0' | '1.1' | '2.11';
  /** What follows the app key, or, on the newer platform, the version. */
  readonly path: string;
  /** `bulk`: only without an id in the path. Where no body belongs, one is refused. */
  readonly body: 'always' | 'bulk' | 'never';
  /** Refused with the key of a Dev app. */
  readonly isLiveOnly?: true;
  judge(body: unknown, target: Target): Verdict;
}

const write = { version: '1.1', method: 'POST', body: 'always' } as const;
const newer = { version: '2.11', method: 'POST', body: 'always' } as const;
const read = { version: '1.1', method: 'GET', body: 'never', isLiveOnly: true } as const;

/** The endpoints of Batch that are simulated, by a name of ours; of two that fit a path, the first is meant. */
export const ENDPOINTS = {
  'transactional/send': { ...write, path: 'transactional/send', judge: judgePush },
  'transactional/stats': { ...read, path: 'transactional/stats/:parameter', judge: judgePushStats },
  'campaigns/create': { ...write, path: 'campaigns/create', judge: judgeCampaign },
  'campaigns/update': { ...write, path: 'campaigns/update/:parameter', judge: judgeCampaignUpdate },
  'campaigns/delete': { ...write, path: 'campaigns/delete/:parameter', body: 'never', judge: judgeCampaignDeletion },
  'campaigns/list': { ...read, path: 'campaigns/list', judge: judgeCampaignList },
  'campaigns/get': { ...read, path: 'campaigns/:parameter', judge: judgeCampaignRead },
  'campaigns/stats': { ...read, path: 'campaigns/stats/:parameter', judge: judgeCampaignStats },
  'data/users': { ...write, version: '1.0', path: 'data/users/:parameter?', judge: judgeUsers },
  'data/users/delete': {
    version: '1.0',
    method: 'DELETE',
    path: 'data/users/:parameter?',
    body: 'bulk',
    judge: judgeUserDeletion,
  },
  'events/users': { ...write, version: '1.0', path: 'events/users/:parameter?', judge: judgeEvents },
  'profiles/update': { ...newer, path: 'profiles/update', judge: judgeProfiles({ most: 200, drawsOnBucket: true }) },
  'profiles/mass-update': {
    ...newer,
    path: 'profiles/mass-update',
    judge: judgeProfiles({ most: 10_000, drawsOnBucket: false }),
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;
