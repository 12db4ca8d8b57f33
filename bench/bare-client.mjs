/**
 * Stands in for AWS's runtime client where that can't be built: asks for events, hands them to the handler, gives back
 * what it answers. Plain JavaScript, so that nothing but the bundle and Node is in the process.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const { AWS_LAMBDA_RUNTIME_API, AWS_LAMBDA_FUNCTION_NAME, LAMBDA_TASK_ROOT = '', _HANDLER = '' } = process.env;
const require = createRequire(import.meta.url);
/** Not by import, which would load the global fetch with it, for the floor and for us. @type {typeof import('node:http')} */
const { request } = require('node:http');

const base = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const [, file = '', exportName = ''] = /^(.*)\.(\w+)$/.exec(_HANDLER) ?? [];

/** @returns {Promise<{ headers: import('node:http').IncomingHttpHeaders, text: string }>} */
function exchange(/** @type {string} */ path, /** @type {string | undefined} */ body = undefined) {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request(`${base}${path}`, { method }, async (response) => {
      resolve({ headers: response.headers, text: Buffer.concat(await response.toArray()).toString() });
    });
    sent.on('error', reject).end(body);
  });
}

const candidates = ['.js', '.cjs'].map((end) => resolve(LAMBDA_TASK_ROOT, `${file}${end}`));
const { [exportName]: handler } = require(candidates.find(existsSync) ?? file);
for (;;) {
  const { headers, text } = await exchange('/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const context = {
    awsRequestId: id,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => Number(headers['lambda-runtime-deadline-ms']) - Date.now(),
  };
  try {
    await exchange(`/invocation/${id}/response`, JSON.stringify(await handler(JSON.parse(text), context)));
  } catch (error) {
    await exchange(`/invocation/${id}/error`, JSON.stringify({ errorMessage: String(error) }));
  }
}
