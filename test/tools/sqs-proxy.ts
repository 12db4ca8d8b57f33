import { listen, type RunningServer, readBytes } from '../../local/server.ts';

/** What happens to a call on its way: it goes on as it is, it is refused, or nobody ever hears of it again. */
export type Intervention = 'pass' | 'refuse' | 'swallow' | 'swallow-answer';

/** More than SQS takes. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Stands between a client and SQS. The refusal quotes the call, as SQS's own may; `intervene` may change it. */
export function startSqsProxy(
  target: string,
  intervene: (operation: string, call: Record<string, unknown>) => Intervention | Promise<Intervention>,
): Promise<RunningServer> {
  return listen(0, async (request, response) => {
    const bytes = await readBytes(request, MAX_BYTES);
    const operation = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    const call = JSON.parse(String(bytes));
    const told = await intervene(operation, call);
    const body = JSON.stringify(call);
    if (told === 'swallow') return;
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    if (told === 'refuse') {
      const refusal = { __type: 'com.amazonaws.sqs#InvalidMessageContents', message: body };
      response.writeHead(400, type).end(JSON.stringify(refusal));
      return;
    }
    const headers = { ...type, 'x-amz-target': `AmazonSQS.${operation}` };
    const answer = await fetch(target, { method: 'POST', headers, body });
    const answered = Buffer.from(await answer.arrayBuffer());
    if (told === 'pass') response.writeHead(answer.status, type).end(answered);
  });
}
