/** An event as EventBridge takes it. */
export interface EventEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** EventBridge's limit on one call, and so on one entry: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_EVENT_BYTES = 256 * 1024;

/** As EventBridge counts: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
export function bytesOfEvent({ Source, DetailType, Detail }: Omit<EventEntry, 'EventBusName'>): number {
  return [Source, DetailType, Detail].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}
