import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Result, Route } from '../../local/aws/api-gateway.ts';
import type { Response } from '../../tools/openapi/responses.ts';

const document = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../openapi.json'), 'utf8'));
const ajv = new Ajv2020({ strict: false });
formats(ajv);
ajv.addSchema(document, 'openapi');

const validators = new Map<string, ValidateFunction>();

/** What openapi.json does not say of an answer: its status, its headers, its kind, its body. */
export function faultsOfAnswer({ method, path }: Pick<Route, 'method' | 'path'>, result: Result): string[] {
  const { statusCode, headers: { 'content-type': type = '', ...headers } = {}, body = '' } = result;
  const pointer = ['', 'paths', path, method.toLowerCase(), 'responses', `${statusCode}`];
  const where = `${method} ${path} ${statusCode}`;
  const response: Response | undefined = document.paths[path]?.[method.toLowerCase()]?.responses[statusCode];
  if (!response) return [`${where}: no such status`];
  const known = Object.keys(response.headers ?? {}).map((name) => name.toLowerCase());
  const unknown = Object.keys(headers).filter((name) => !known.includes(name));
  if (!response.content[type]) return [`${where}: no ${type}`];
  const isValid = validatorOf([...pointer, 'content', type, 'schema']);
  return [
    ...unknown.map((name) => `${where}: no header ${name}`),
    ...(isValid(JSON.parse(body)) ? [] : [`${where}: ${ajv.errorsText(isValid.errors)}: ${body.slice(0, 500)}`]),
  ];
}

function validatorOf(steps: readonly string[]): ValidateFunction {
  const pointer = steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const validator = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
  validators.set(pointer, validator);
  return validator;
}
