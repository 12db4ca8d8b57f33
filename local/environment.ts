import * as z from 'zod';
import { type NameOf, reference } from './resources.ts';

/**
 * A variable's value, or the queue whose URL it will be, which only the running stack knows; or a text in which such URLs
 * take the place of the names of queues, `${…}`.
 */
export type EnvironmentValue = string | { readonly queueUrl: string } | { readonly text: string };

/** Variables as a template has them: a text, `!Ref X`, or `!Sub` with references in its text. */
export const environmentSchema = z.record(
  z.string(),
  z.union([
    z.string(),
    reference.transform((ref) => ({ ref })),
    z.object({ 'Fn::Sub': z.string() }).transform(({ 'Fn::Sub': template }) => ({ template })),
  ]),
);

/** What `!Ref` gives the name of; of a queue it gives the URL. */
const NAMED_BY_REF: readonly unknown[] = ['AWS::DynamoDB::Table', 'AWS::Events::EventBus', 'AWS::S3::Bucket'];

/** What the variables refer to, by the names on AWS. Throws, with the variable's name, for what the embedded stack does not have. */
export function resolveEnvironment(
  environment: z.output<typeof environmentSchema>,
  { typeOf, nameOf }: { typeOf(logicalId: string): string | undefined; nameOf: NameOf },
): Record<string, EnvironmentValue> {
  const referred = (variable: string, logicalId: string) => {
    const type = typeOf(logicalId);
    if (type === 'AWS::SQS::Queue') return { queueUrl: nameOf(logicalId) };
    if (NAMED_BY_REF.includes(type)) return nameOf(logicalId);
    throw new Error(`${variable} refers to ${logicalId}, which the embedded stack does not know.`);
  };
  const inText = (variable: string, logicalId: string) => {
    const value = referred(variable, logicalId);
    return typeof value === 'string' ? value : `\${${value.queueUrl}}`;
  };
  const entries = Object.entries(environment).map(([variable, value]) => {
    if (typeof value === 'string') return [variable, value];
    if ('ref' in value) return [variable, referred(variable, value.ref)];
    return [variable, { text: replaceReferences(value.template, (id) => inText(variable, id)) }];
  });
  return Object.fromEntries(entries);
}

/** A function's own variables, with the URLs that the queues have where it runs. */
export function environmentOf(
  { environment }: { readonly environment: Readonly<Record<string, EnvironmentValue>> },
  { queueUrl }: { queueUrl(queueName: string): string },
): Record<string, string> {
  const textOf = (value: EnvironmentValue) => {
    if (typeof value === 'string') return value;
    return 'text' in value ? replaceReferences(value.text, queueUrl) : queueUrl(value.queueUrl);
  };
  return Object.fromEntries(Object.entries(environment).map(([variable, value]) => [variable, textOf(value)]));
}

/** Puts something in the place of each `${…}`. */
function replaceReferences(text: string, replacementOf: (reference: string) => string): string {
  return text.replace(/\$\{([^}]+)\}/g, (_, named: string) => replacementOf(named));
}
