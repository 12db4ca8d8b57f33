import type { Kinds } from './kind.ts';
import { API_KINDS } from './kinds/api.ts';
import { CANARY_KINDS } from './kinds/canary.ts';
import { DATA_KINDS } from './kinds/data.ts';
import { FUNCTION_KINDS } from './kinds/functions.ts';
import { MESSAGE_KINDS } from './kinds/messages.ts';
import { WATCHING_KINDS } from './kinds/watching.ts';

/**
 * Every type that the template may have. By hand: no package has these lists. CloudFormation's own are in the schema of each type,
 * under `handlers`, and `aws cloudformation describe-type` prints it; what is for properties that nothing of ours has is left out.
 * `Get*` and the like stand for whatever a handler may look at, where a service tells nothing but settings by such actions.
 */
export const KINDS: Kinds = {
  ...FUNCTION_KINDS,
  ...CANARY_KINDS,
  ...API_KINDS,
  ...MESSAGE_KINDS,
  ...DATA_KINDS,
  ...WATCHING_KINDS,
};
