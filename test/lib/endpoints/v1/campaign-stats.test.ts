import { campaignStats } from '../../../../lib/endpoints/v1/campaign-stats.ts';
import { describeReadOfCampaign } from '../../../support/one-campaign.ts';

describeReadOfCampaign(campaignStats);
