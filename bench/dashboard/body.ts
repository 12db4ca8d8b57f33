import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '..', '..');

const STAGE = 'local';

const title = { title: z.string() };
const box = { x: z.int(), y: z.int(), width: z.int(), height: z.int() };
const options = z.object({ label: z.string(), stat: z.optional(z.string()) });

/** Every metric that an expression finds. */
const searched = z.tuple([z.object({ expression: z.string(), label: z.string() })]).transform(([search]) => search);
/** `[namespace, name, dimension, value, options]`: none of ours has two dimensions. */
const named = z
  .tuple([z.string(), z.string(), z.string(), z.string(), options])
  .transform(([namespace, name, dimension, value, shown]) => ({
    namespace,
    name,
    dimensions: { [dimension]: value },
    ...shown,
  }));

const widgetSchema = z.discriminatedUnion('type', [
  z.object({ ...box, type: z.literal('alarm'), properties: z.object({ ...title, alarms: z.array(z.string()) }) }),
  z.object({ ...box, type: z.literal('log'), properties: z.object({ ...title, query: z.string() }) }),
  z.object({
    ...box,
    type: z.literal('metric'),
    properties: z.object({
      ...title,
      stacked: z.boolean(),
      stat: z.string(),
      metrics: z.array(z.union([searched, named])),
    }),
  }),
]);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export type Widget = z.output<typeof widgetSchema>;
export type MetricWidget = Extract<Widget, { type: 'metric' }>;
export type LogWidget = Extract<Widget, { type: 'log' }>;

const resolvedSchema = z.object({
  service: z.string(),
  functions: z.record(z.string(), z.object({ name: z.string() })),
  resources: z.object({
    Resources: z.record(
      z.string(),
      z.object({ Type: z.string(), Properties: z._default(z.record(z.string(), z.unknown()), {}) }),
    ),
  }),
});

type Resolved = z.output<typeof resolvedSchema>;

/** The dashboard as it is deployed, about the resources of the embedded stack. */
export async function readDashboard(): Promise<readonly Widget[]> {
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const args = [cli, 'print', '--format', 'json', '--stage', STAGE];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  const resolved = resolvedSchema.parse(JSON.parse(stdout));
  const dashboard = Object.values(resolved.resources.Resources).find(
    ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
  );
  const { 'Fn::Sub': body } = z.object({ 'Fn::Sub': z.string() }).parse(dashboard?.Properties['DashboardBody']);
  return z.object({ widgets: z.array(widgetSchema) }).parse(JSON.parse(substitute(body, namesOf(resolved)))).widgets;
}

/** `${Id}` and `${Id.Attribute}` are the resource's name, `${!…}` stands for `${…}`. */
function substitute(body: string, names: ReadonlyMap<string, string>): string {
  return body.replace(/\$\{(!?)([^}.]+)([^}]*)\}/g, (_, literal: string, id: string, rest: string) =>
    literal ? `\${${id}${rest}}` : (names.get(id) ?? id),
  );
}

/** As local/service.ts names them, and by the ids that the framework gives to functions and their log groups. */
function namesOf({ service, functions, resources }: Resolved): Map<string, string> {
  const own = Object.entries(resources.Resources).map(([id, { Type, Properties }]): [string, string] => {
    const kebab = id.replace(/\B[A-Z]/g, '-$&').toLowerCase();
    if (Type === 'AWS::CloudWatch::Alarm') return [id, kebab.replace(/-alarm$/, '')];
    return [id, z.string().parse(Properties['QueueName'] ?? `${service}-${STAGE}-${kebab}`)];
  });
  const framework = Object.entries(functions).flatMap(([key, { name }]): [string, string][] => {
    const prefix = `${key.charAt(0).toUpperCase()}${key.slice(1)}`.replaceAll('-', 'Dash');
    return [
      [`${prefix}LambdaFunction`, name],
      [`${prefix}LogGroup`, `/aws/lambda/${name}`],
    ];
  });
  return new Map([...own, ...framework]);
}
