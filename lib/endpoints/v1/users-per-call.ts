/** Batch's limit on the users of one bulk call of custom data. */
export const MAX_USERS_PER_CALL = 10_000;
