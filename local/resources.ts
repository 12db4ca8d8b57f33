import * as z from 'zod';

/** `!Ref X`, read as the logical id. */
export const reference = z.object({ Ref: z.string() }).transform(({ Ref }) => Ref);
/** `!GetAtt X.Arn`, read as the logical id. */
export const arn = z
  .object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
  .transform(({ 'Fn::GetAtt': [logicalId] }) => logicalId);

const queueSchema = z.looseObject({
  RedrivePolicy: z.optional(z.object({ deadLetterTargetArn: arn, maxReceiveCount: z.int() })),
});

/** As EventBridge has it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const allBut = z
  .tuple([z.strictObject({ 'anything-but': z.array(z.string()).min(1) })])
  .transform(([{ 'anything-but': anythingBut }]) => ({ anythingBut }));

const ruleSchema = z.object({
  EventBusName: reference,
  /** Our rules look at nothing else, and the embedded EventBridge knows nothing else. */
  EventPattern: z.strictObject({ 'detail-type': z.union([z.array(z.string()).min(1), allBut]) }),
  Targets: z.array(z.object({ Arn: arn, DeadLetterConfig: z.optional(z.object({ Arn: arn })) })),
});

/** What the embedded DynamoDB knows of a table: it encrypts, expires and backs up nothing. */
const tableSchema = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  BillingMode: z.literal('PAY_PER_REQUEST'),
});

export interface TableDescription {
  readonly name: string;
  /** By DynamoDB's own names. */
  readonly properties: z.output<typeof tableSchema>;
}

export interface QueueDescription {
  readonly name: string;
  /** By SQS's own names, without policies. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly deadLetterQueue?: { readonly name: string; readonly maxReceiveCount: number };
}

export interface RuleDescription {
  readonly name: string;
  readonly bus: string;
  readonly detailTypes: readonly string[] | { readonly anythingBut: readonly string[] };
  readonly targets: readonly { readonly queueName: string; readonly deadLetterQueueName?: string }[];
}

/** The name of what stands under a logical id in the template. */
export type NameOf = (logicalId: string) => string;

export function toTable(name: string, properties: unknown): TableDescription {
  return { name, properties: tableSchema.parse(properties) };
}

/** CloudFormation calls the attributes what SQS calls them. Policies are objects there, and not needed here. */
export function toQueue(name: string, properties: unknown, nameOf: NameOf): QueueDescription {
  const { RedrivePolicy, QueueName: _, ...rest } = queueSchema.parse(properties);
  const attributes = Object.entries(rest)
    .filter(([, value]) => typeof value !== 'object')
    .map(([attribute, value]) => [attribute, String(value)]);
  return {
    name,
    attributes: Object.fromEntries(attributes),
    ...(RedrivePolicy && {
      deadLetterQueue: {
        name: nameOf(RedrivePolicy.deadLetterTargetArn),
        maxReceiveCount: RedrivePolicy.maxReceiveCount,
      },
    }),
  };
}

export function toRule(name: string, properties: unknown, nameOf: NameOf): RuleDescription {
  const { EventBusName, EventPattern, Targets } = ruleSchema.parse(properties);
  return {
    name,
    bus: nameOf(EventBusName),
    detailTypes: EventPattern['detail-type'],
    targets: Targets.map(({ Arn, DeadLetterConfig }) => ({
      queueName: nameOf(Arn),
      ...(DeadLetterConfig && { deadLetterQueueName: nameOf(DeadLetterConfig.Arn) }),
    })),
  };
}
