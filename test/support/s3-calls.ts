import * as http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { listen, type RunningServer } from '../../local/server.ts';
import type { AwsCall } from './aws-calls.ts';

const ACTIONS: Readonly<Record<string, string>> = { GET: 's3:GetObject', HEAD: 's3:GetObject', PUT: 's3:PutObject' };

/**
 * Stands between those who call S3 and its emulator. Of a presigned URL the caller is who signed it, whoever uses it.
 *
 * @param target the emulator's URL, once it is there
 */
export function startS3Proxy(target: () => string, onCall: (call: AwsCall) => void): Promise<RunningServer> {
  return listen(0, async (request, response) => {
    onCall(readCall(request));
    // With all its headers, since the host is signed.
    const { method, headers, url = '/' } = request;
    const passed = http.request(new URL(url, target()), { ...(method && { method }), headers });
    const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
      passed.on('response', resolve).on('error', reject);
    });
    const [answer] = await Promise.all([answered, pipeline(request, passed)]);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    await pipeline(answer, response);
  });
}

function readCall({ method = '', url = '/', headers }: http.IncomingMessage): AwsCall {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const credential = searchParams.get('X-Amz-Credential') ?? /Credential=([^,]+)/.exec(`${headers.authorization}`)?.[1];
  const by = credential?.split('/')[0] ?? '';
  return { by, action: ACTIONS[method] ?? `s3:${method}`, resource: decodeURIComponent(pathname.slice(1)) };
}
