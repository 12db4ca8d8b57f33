import { readService, type Service } from '../../local/service.ts';
import { shared } from './shared.ts';

/** `serverless.yml` as the embedded stack reads it; the framework takes seconds for it. */
export const theService = (): Promise<Service> => shared('service', readService);
