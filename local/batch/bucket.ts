/** Batch's limits on updates of profiles, over a project (mark D). */
const SIZE = 1_000;
const PER_SECOND = 300;

/** Room for so many updates at a time, in epoch milliseconds; it fills up by itself. */
export interface Bucket {
  room: number;
  atMs: number;
}

/** Takes room for some updates, if there is enough for all of them. */
export function draw(buckets: Map<string, Bucket>, project: string, updates: number, nowMs: number): boolean {
  const bucket = buckets.get(project) ?? { room: SIZE, atMs: nowMs };
  buckets.set(project, bucket);
  bucket.room = Math.min(SIZE, bucket.room + (Math.max(0, nowMs - bucket.atMs) * PER_SECOND) / 1_000);
  bucket.atMs = nowMs;
  if (bucket.room < updates) return false;
  bucket.room -= updates;
  return true;
}
