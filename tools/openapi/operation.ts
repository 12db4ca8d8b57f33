import type { OwnCapability } from '../../lib/endpoints/capability.ts';
import { inCamelCase, isEndpoint } from '../../lib/endpoints/catalog.ts';
import type { Description, JsonSchema } from '../../lib/endpoints/description.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { type Example, isOfRoute } from '../shared/examples.ts';
import { refTo } from './answers.ts';
import type { Responses } from './responses.ts';

interface Parts {
  readonly description: Description;
  readonly request: JsonSchema;
  readonly responses: Responses;
  /** What the docs show, of all capabilities. */
  readonly examples: readonly Example[];
}

interface Operation {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly operation: object;
}

/** How a capability is asked over HTTP, and the schemas of it that have a name. */
export function operationsOf(
  capability: Endpoint | OwnCapability,
  { description, request, responses, examples }: Parts,
): { operations: Operation[]; components: Record<string, JsonSchema> } {
  const { name, summary, effect, route } = capability;
  const operationId = inCamelCase(name);
  const schema = `${operationId[0]?.toUpperCase()}${operationId.slice(1)}Request`;
  const common = {
    tags: [isEndpoint(capability) ? (capability.account === 'app' ? 'Apps' : 'Projects') : 'Gateway'],
    summary,
    description: description.text,
    'x-capability': name,
    'x-effect': effect,
  };
  const operation = (path: string, id: string): Operation => ({
    path,
    method: route.method,
    operation: {
      operationId: id,
      ...common,
      parameters: [...parametersOf(request, path, route.method), ...headersOf(capability, request)],
      ...(isWithBody(route) && { requestBody: bodyOf(capability, refTo(schema), examples) }),
      responses,
    },
  });
  return {
    operations: [
      operation(route.path, operationId),
      ...(route.otherPath ? [operation(route.otherPath, `${operationId}ByQuery`)] : []),
    ],
    components: isWithBody(route) ? { [schema]: request } : {},
  };
}

/** A `POST` whose path says all of it has none. */
function isWithBody({ method, path }: Endpoint['route']): boolean {
  return method === 'POST' && !path.includes('{');
}

function parametersOf({ properties = {}, required = [] }: JsonSchema, path: string, method: string): object[] {
  const all = Object.entries(properties as Record<string, JsonSchema>).map(([name, { description, ...schema }]) => ({
    name,
    in: path.includes(`{${name}}`) ? 'path' : 'query',
    required: path.includes(`{${name}}`) || required.includes(name),
    ...(description && { description }),
    // `ios,android`.
    ...(schema.type === 'array' && { style: 'form', explode: false }),
    schema,
  }));
  return method === 'GET' ? all : all.filter((parameter) => parameter.in === 'path');
}

/** On a queue of the gateway's own there is only what it puts there itself. */
function headersOf(capability: Endpoint | OwnCapability, { properties = {} }: JsonSchema): object[] {
  const key = properties['idempotency_key'] as JsonSchema | undefined;
  return [
    ...(key ? [{ ...IDEMPOTENCY_KEY, schema: { type: 'string', minLength: 1, maxLength: 255 } }] : []),
    ...(isEndpoint(capability) && capability.waysIn.includes('queue') ? [PREFER] : []),
  ];
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes.',
};

const PREFER = {
  name: 'Prefer',
  in: 'header',
  description: '`respond-async` has the request queued, and answers 202.',
  schema: { type: 'string', enum: ['respond-async'] },
};

function bodyOf({ example, route }: Endpoint | OwnCapability, schema: JsonSchema, all: Parts['examples']): object {
  const shown = all.filter(
    ({ method, path, body, status }) => method === route.method && isOfRoute(route.path, path) && body && status < 300,
  );
  const examples = shown.map(({ summary, body = '' }, index) => [
    `example${index + 1}`,
    { summary, value: JSON.parse(body) },
  ]);
  return {
    required: true,
    content: {
      'application/json': { schema, examples: { least: { value: example }, ...Object.fromEntries(examples) } },
    },
  };
}
