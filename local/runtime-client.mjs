/**
 * The process a function runs in, in place of AWS's runtime client: loads the built bundle, unchanged, asks for events,
 * hands each to the handler and gives back what it answers. It asks for the next while it is at one. What the handler calls by
 * plain HTTP, which is the embedded stack alone, bears the invocation's id. Plain JavaScript, so that nothing but the bundle and
 * Node is in the process.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const { AWS_LAMBDA_RUNTIME_API, AWS_LAMBDA_FUNCTION_NAME, LAMBDA_TASK_ROOT = '', _HANDLER = '' } = process.env;
const require = createRequire(import.meta.url);
/** Not by import, which would load the global fetch with it: a function that does not need it would start later. @type {typeof import('node:http')} */
const http = require('node:http');
const { request } = http;
/** @type {AsyncLocalStorage<string>} Ids of invocations. */
const invocations = new AsyncLocalStorage();

/** As tracing does: https://www.w3.org/TR/trace-context/#traceparent-header */
http.request = (/** @type {[any]} */ ...args) => {
  const sent = request(...args);
  const id = invocations.getStore();
  if (id !== undefined && !sent.headersSent)
    sent.setHeader('traceparent', `00-${id.replaceAll('-', '')}-${id.slice(-12)}0000-01`);
  return sent;
};

const base = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const [, file = '', exportName = ''] = /^(.*)\.(\w+)$/.exec(_HANDLER) ?? [];

/** @typedef {{ headers: import('node:http').IncomingHttpHeaders, text: string }} Answer */

/** On a connection of its own, since one that was idle may be closed by the other side just then. @returns {Promise<Answer>} */
function exchange(/** @type {string} */ path, /** @type {string | undefined} */ body = undefined) {
  return new Promise((resolve, reject) => {
    const options = { method: body === undefined ? 'GET' : 'POST', agent: false };
    const sent = request(`${base}${path}`, options, async (response) => {
      resolve({ headers: response.headers, text: Buffer.concat(await response.toArray()).toString() });
    });
    sent.on('error', reject).end(body);
  });
}

async function handle(/** @type {Answer} */ { headers, text }) {
  const id = headers['lambda-runtime-aws-request-id'];
  const context = {
    awsRequestId: id,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => Math.max(0, Number(headers['lambda-runtime-deadline-ms']) - Date.now()),
  };
  try {
    const answer = await invocations.run(String(id), () => handler(JSON.parse(text), context));
    await exchange(`/${id}/response`, JSON.stringify(answer ?? null));
  } catch (error) {
    await exchange(`/${id}/error`, JSON.stringify({ errorMessage: String(error) }));
  }
}

const candidates = ['.js', '.cjs'].map((end) => resolve(LAMBDA_TASK_ROOT, `${file}${end}`));
const { [exportName]: handler } = require(candidates.find(existsSync) ?? file);
for (;;) void handle(await exchange('/next'));
