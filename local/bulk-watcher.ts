import type { Result, Route } from './aws/api-gateway.ts';
import type { LambdaFunction } from './aws/lambda.ts';
import type { BulkLook } from './bulk-progress.ts';
import type { Service, ServiceFunction } from './service.ts';

const isRoute = (method: string, path: string) => (route: Pick<Route, 'method' | 'path'>) =>
  route.method.toUpperCase() === method && route.path === path;

const isStart = isRoute('POST', '/bulk');
const isStatus = isRoute('GET', '/bulk/{id}');

/** Looks at bulks with a process of its own, so that what that prints can be left out of what the others print. */
export interface BulkWatcher {
  readonly lambda: LambdaFunction;
  look(id: string): Promise<BulkLook | undefined>;
}

/** @param open makes one more of a function; its process starts at the first look */
export async function openBulkWatcher(
  { functions }: Service,
  open: (fn: ServiceFunction) => Promise<LambdaFunction>,
): Promise<BulkWatcher> {
  const fn = functions.find(({ routes }) => routes.some(isStatus));
  if (!fn) throw new Error('No function tells of bulks.');
  const lambda = await open(fn);
  return {
    lambda,
    async look(id) {
      const answer = await lambda.invoke({ headers: {}, pathParameters: { id }, isBase64Encoded: false });
      const { statusCode, body = '' } = answer as { statusCode: number; body?: string };
      return statusCode === 200 ? JSON.parse(body) : undefined;
    },
  };
}

/** The id of the bulk that an answer says was started, if it does. */
export function startedBulk(
  route: Pick<Route, 'method' | 'path'>,
  { statusCode, body = '' }: Result,
): string | undefined {
  return isStart(route) && statusCode === 202 ? JSON.parse(body).id : undefined;
}
