/** Most bytes of a record without its line end, and of what a quote may hold. Ours: SQS takes no more in one message. */
export const MAX_RECORD_BYTES = 1_048_576;
