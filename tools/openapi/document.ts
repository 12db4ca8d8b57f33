import type { OwnCapability } from '../../lib/endpoints/capability.ts';
import { CATALOG, descriptionOf, ENDPOINTS } from '../../lib/endpoints/catalog.ts';
import type { JsonSchema } from '../../lib/endpoints/description.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { type Example, examplesIn, pageOf } from '../shared/examples.ts';
import { answerSchemas, COMMON_SCHEMAS } from './answers.ts';
import { operationsOf } from './operation.ts';
import { requestSchemaOf } from './request-schema.ts';
import { responsesOf } from './responses.ts';

/** OpenAPI 3.1, whole. */
export type Document = Awaited<ReturnType<typeof openApiDocument>>;

/** The whole HTTP API, from what each capability says of itself. */
export async function openApiDocument() {
  const schemas: Record<string, JsonSchema> = { ...COMMON_SCHEMAS };
  for (const { account, effect } of ENDPOINTS) Object.assign(schemas, answerSchemas(account, effect === 'read'));
  const paths: Record<string, Record<string, object>> = {};
  const examples = examplesIn(pageOf('examples.md'));
  for (const capability of CATALOG) {
    const { operations, components } = await described(capability, examples);
    Object.assign(schemas, components);
    for (const { path, method, operation } of operations) {
      paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
    }
  }
  return { ...HEAD, paths, components: { schemas, headers: HEADERS, securitySchemes: SECURITY_SCHEMES } };
}

async function described(capability: Endpoint | OwnCapability, examples: readonly Example[]) {
  const description = await descriptionOf(capability.name);
  const request = requestSchemaOf(capability, description);
  return operationsOf(capability, { description, request, responses: responsesOf(capability, description), examples });
}

const HEAD = {
  openapi: '3.1.1',
  info: {
    title: 'batch-push-functions',
    version: '1',
    summary: 'Batch (batch.com) behind an HTTP API of your own.',
    description:
      'Requests have the members that Batch documents, and a few of the gateway’s own. Every call to Batch ends as `accepted`, `rejected`, `deferred` or `unknown`, and each is told, by app or project. docs/delivery.md of the repository says what may be repeated, and when.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [
    {
      url: 'https://{api}.execute-api.{region}.amazonaws.com',
      description: 'The output HttpApiUrl of the stack.',
      variables: { api: { default: 'api' }, region: { default: 'eu-west-1' } },
    },
    { url: 'http://127.0.0.1:3000', description: 'npm start' },
  ],
  security: [{ iam: [] }, { jwt: [] }],
  tags: [
    { name: 'Apps', description: 'Batch’s APIs of an app: Transactional, Campaigns, Custom Data, Trigger Events.' },
    { name: 'Projects', description: 'Batch’s newer platform.' },
    { name: 'Gateway', description: 'What became of requests, and requests for the lines of a file.' },
  ],
};

const HEADERS = {
  RetryAfter: {
    description: 'Seconds after which the same request may work.',
    schema: { type: 'integer', minimum: 0 },
  },
  IdempotentReplayed: {
    description: '`true` if the request was carried out before, under the same key, and this is how it ended.',
    schema: { type: 'string', enum: ['true'] },
  },
  PreferenceApplied: {
    description: 'What was asked for in `Prefer`.',
    schema: { type: 'string', enum: ['respond-async'] },
  },
};

const SECURITY_SCHEMES = {
  iam: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'AWS Signature Version 4, for `execute-api`. What a stack is deployed with unless a JWT’s issuer is named.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  jwt: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Where the stack was deployed with the parameter `jwtIssuer`.',
  },
};
