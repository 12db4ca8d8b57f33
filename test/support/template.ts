/** A piece of CloudFormation. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Json;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** What CloudFormation is given to make. */
export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, Json>;
}

export type Found = readonly [id: string, properties: Json];

/** The resources of a type. */
export function ofType({ Resources }: Template, type: string): Found[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) => (Type === type ? [[id, Properties]] : []));
}

/** `!GetAtt ….Arn`, as it stands in a template. */
export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** The resource that `!Ref` or `!GetAtt` is about, or a function that is called by its alias. */
export function targetOf(reference: Json): string | undefined {
  return reference?.Ref ?? (reference?.['Fn::GetAtt'] ?? reference?.['Fn::Join']?.[1]?.[0]?.['Fn::GetAtt'])?.[0];
}

/** Every statement of every policy document in there. */
export function statementsIn(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'Statement' ? [inner].flat() : statementsIn(inner)));
}

/** What the policies of a queue say. */
export function statementsFor(template: Template, queueId: string): Json[] {
  const policies = ofType(template, 'AWS::SQS::QueuePolicy').filter(([, { Queues }]) =>
    Queues.some((queue: Json) => targetOf(queue) === queueId),
  );
  return statementsIn(policies);
}

/** A queue and the function that works it off, with what lies between. */
export interface WorkedOff {
  readonly queueId: string;
  readonly queue: Json;
  readonly functionId: string;
  readonly fn: Json;
  readonly mappingId: string;
  readonly mapping: Json;
}

/** The queues that functions work off. */
export function workedOff(template: Template): WorkedOff[] {
  return ofType(template, 'AWS::Lambda::EventSourceMapping').map(([mappingId, mapping]) => {
    const queueId = targetOf(mapping.EventSourceArn) ?? '';
    const functionId = targetOf(mapping.FunctionName) ?? '';
    const propertiesOf = (id: string) => template.Resources[id]?.Properties;
    return { queueId, queue: propertiesOf(queueId), functionId, fn: propertiesOf(functionId), mappingId, mapping };
  });
}

/** Where messages lie that nobody could work off, and events that nobody could deliver. */
export function deadLetterQueues(template: Template): string[] {
  const redriven = workedOff(template).map(({ queue }) => targetOf(queue?.RedrivePolicy?.deadLetterTargetArn));
  const undelivered = ofType(template, 'AWS::Events::Rule').flatMap(([, { Targets }]) =>
    Targets.map(({ DeadLetterConfig }: Json) => targetOf(DeadLetterConfig?.Arn)),
  );
  return [...new Set([...redriven, ...undelivered])].filter((id) => id !== undefined);
}
