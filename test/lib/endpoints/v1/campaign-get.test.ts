import { campaignGet } from '../../../../lib/endpoints/v1/campaign-get.ts';
import { describeReadOfCampaign } from '../../../support/one-campaign.ts';

describeReadOfCampaign(campaignGet);
