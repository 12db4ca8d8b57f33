import { randomUUID } from 'node:crypto';
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import {
  AwsError,
  type AwsJsonServer,
  type Input,
  invalidMember,
  optionalText,
  optionalTexts,
  startAwsJson,
} from './json-protocol.ts';

export type RuleTarget = ({ readonly queueArn: string } | { readonly queueUrl: string }) & {
  readonly deadLetterQueueUrl?: string;
};

export interface EventRule {
  readonly name: string;
  /** The bus's name. */
  readonly bus: string;
  /** What it matches: one of these, or all but these, and nothing else of EventBridge's patterns. */
  readonly detailTypes: readonly string[] | { readonly anythingBut: readonly string[] };
  readonly targets: readonly RuleTarget[];
}

export interface EventBridgeOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Names; `default` is there anyway. */
  readonly buses: readonly string[];
  readonly rules: readonly EventRule[];
  /** Delivers to the targets; stays the caller's. */
  readonly sqs: SQSClient;
  readonly region?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

interface Rule extends EventRule {
  readonly arn: string;
}

interface Envelope {
  readonly id: string;
  readonly 'detail-type': string;
}

/** EventBridge's limit for entries in one request. */
const MAX_ENTRIES = 10;
/**
 * EventBridge's limit for all entries of a request together: 1 MB since January 2026, 256 KB before.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
 */
const MAX_TOTAL_BYTES = 1024 * 1024;
/** What EventBridge counts for an entry's Time. */
const TIME_BYTES = 14;

const ACCOUNT_ID = '000000000000';

/**
 * Starts EventBridge with PutEvents. Unlike AWS, it answers when the events are delivered, and tries a target no more
 * often than the client does.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function startEventBridge(options: EventBridgeOptions): Promise<AwsJsonServer> {
  const { port, buses, sqs, region = 'eu-west-1', now = Date.now } = options;
  const rules = options.rules.map((rule) => createRule(rule, buses, region));
  return startAwsJson(port, 'AWSEvents', {
    PutEvents: (input) => putEvents(input, { rules, sqs, region, now }),
  });
}

function createRule(rule: EventRule, buses: readonly string[], region: string): Rule {
  if (rule.bus !== 'default' && !buses.includes(rule.bus)) {
    throw new Error(`There is no event bus ${rule.bus}, on which rule ${rule.name} is.`);
  }
  const resource = rule.bus === 'default' ? rule.name : `${rule.bus}/${rule.name}`;
  const arn = `arn:aws:events:${region}:${ACCOUNT_ID}:rule/${resource}`;
  return { ...rule, arn };
}

type Context = Required<Pick<EventBridgeOptions, 'sqs' | 'region' | 'now'>> & { readonly rules: readonly Rule[] };

async function putEvents(input: Input, context: Context): Promise<object> {
  const results: object[] = [];
  // One after the other: events arrive in the order of the request.
  for (const entry of readEntries(input)) results.push(await putEvent(entry, context));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function readEntries(input: Input): Input[] {
  const entries = input['Entries'] ?? [];
  if (!Array.isArray(entries) || entries.some((entry) => typeof entry !== 'object' || entry === null)) {
    throw new AwsError('SerializationException', 'Entries has to be a list of objects.');
  }
  if (entries.length < 1 || entries.length > MAX_ENTRIES) {
    throw invalidMember('Entries', 'Value at', `Member must have length between 1 and ${MAX_ENTRIES}`);
  }
  const totalBytes = entries.reduce((total: number, entry: Input) => total + sizeOf(entry), 0);
  if (totalBytes <= MAX_TOTAL_BYTES) return entries;
  throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
}

function sizeOf(entry: Input): number {
  const texts = ['Source', 'DetailType', 'Detail'].map((member) => optionalText(entry, member) ?? '');
  const bytes = Buffer.byteLength([...texts, ...(optionalTexts(entry, 'Resources') ?? [])].join(''));
  return bytes + (entry['Time'] === undefined ? 0 : TIME_BYTES);
}

/** An event on a bus that does not exist is accepted and goes nowhere, as on AWS. */
async function putEvent(entry: Input, context: Context): Promise<object> {
  const detail = readDetail(entry);
  const fault = findFault(entry, detail);
  if (fault) return fault;
  const event = toEnvelope(entry, detail, context);
  const bus = (optionalText(entry, 'EventBusName') ?? 'default').replace(/^arn:.*\//, '');
  const rules = context.rules.filter((rule) => rule.bus === bus && isMatch(rule, event['detail-type']));
  await Promise.all(rules.flatMap((rule) => rule.targets.map((target) => deliver(event, rule, target, context))));
  return { EventId: event.id };
}

function isMatch({ detailTypes }: EventRule, detailType: string): boolean {
  return 'anythingBut' in detailTypes
    ? !detailTypes.anythingBut.includes(detailType)
    : detailTypes.includes(detailType);
}

/** Undefined when it is no JSON object. */
function readDetail(entry: Input): object | undefined {
  try {
    const detail: unknown = JSON.parse(optionalText(entry, 'Detail') ?? '');
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

/** The codes of https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
function findFault(entry: Input, detail: object | undefined): object | undefined {
  const missing = ['Source', 'DetailType', 'Detail'].find((member) => !entry[member]);
  if (missing) {
    const ErrorMessage = `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  if (String(entry['Source']).startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  return detail ? undefined : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
function toEnvelope(entry: Input, detail: object | undefined, { region, now }: Context): Envelope {
  const timeMs = typeof entry['Time'] === 'number' ? entry['Time'] * 1000 : now();
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry['DetailType'],
    source: entry['Source'],
    account: ACCOUNT_ID,
    time: new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: optionalTexts(entry, 'Resources') ?? [],
    detail,
  } as Envelope;
}

async function deliver(event: Envelope, rule: Rule, target: RuleTarget, context: Context): Promise<void> {
  const MessageBody = JSON.stringify(event);
  try {
    const QueueUrl = await findQueueUrl(target, context.sqs);
    await context.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  } catch (error) {
    const MessageAttributes = deadLetterAttributes(rule, target, error as Error, context.region);
    const QueueUrl = target.deadLetterQueueUrl;
    // What the dead-letter queue does not take either is dropped, as on AWS.
    if (QueueUrl)
      await context.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes })).catch(() => {});
  }
}

async function findQueueUrl(target: RuleTarget, sqs: SQSClient): Promise<string | undefined> {
  if ('queueUrl' in target) return target.queueUrl;
  const QueueName = target.queueArn.split(':').at(-1);
  return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
function deadLetterAttributes(rule: Rule, target: RuleTarget, error: Error, region: string) {
  const queueArn = 'queueArn' in target ? target.queueArn : toQueueArn(target.queueUrl, region);
  return {
    RULE_ARN: text(rule.arn),
    TARGET_ARN: text(queueArn),
    ERROR_CODE: text(ERROR_CODES[error.name] ?? 'ERROR_FROM_TARGET'),
    ERROR_MESSAGE: text(error.message || error.name),
  };
}

/** EventBridge's code for an error of SQS. */
const ERROR_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'NO_RESOURCE',
  InvalidParameterValue: 'INVALID_PARAMETER',
  InvalidMessageContents: 'INVALID_PARAMETER',
};

function toQueueArn(queueUrl: string, region: string): string {
  return `arn:aws:sqs:${region}:${new URL(queueUrl).pathname.slice(1).replace('/', ':')}`;
}

function text(StringValue: string) {
  return { DataType: 'String', StringValue };
}
