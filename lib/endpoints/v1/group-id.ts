import * as z from 'zod/mini';

/** Groups pushes in Batch's figures. */
export const groupIdSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]+$/, 'expected one or more of A-Z, a-z, 0-9, _ and -'));

/** What openapi.json says of it. */
export const GROUP_ID = 'Groups pushes in Batch’s figures. Many pushes may have the same.';
