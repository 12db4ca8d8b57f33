import type { BulkStartRequest } from '../endpoints/gateway/bulk-start.ts';
import type { ItemList } from '../endpoints/item-list.ts';
import type { Fault } from '../request/fault.ts';
import { didYouMean, isObject } from '../request/schema.ts';
import { validate } from '../request/validation.ts';
import { SERVED, type Served, servedOf } from './served.ts';

/** What of a request stands for something else in a bulk. */
const NOT_IN_REQUEST: Readonly<Record<string, string>> = {
  idempotency_key: 'stands beside `request`: the parts of a bulk have names of their own',
  dry_run: 'has no place in a bulk',
  confirm: 'has no place in a bulk',
};

/** What is wrong with a start beyond its schema, as far as its members bear looking at. */
export function faultsOfStart(body: unknown): Fault[] {
  const { capability, request, file, unique } = (isObject(body) ? body : {}) as Partial<BulkStartRequest>;
  if (typeof capability !== 'string') return [];
  const served = servedOf(capability);
  if (!served) return [{ pointer: '/capability', detail: unserved(capability) }];
  return [
    ...(isObject(request) ? faultsOfRequest(request, file?.list, served) : []),
    ...(isObject(file) ? faultsOfFile(file, served) : []),
    ...(unique !== undefined && served.bulk.isUnique === undefined
      ? [{ pointer: '/unique', detail: 'is for lists of ids alone' }]
      : []),
  ];
}

function unserved(capability: string): string {
  const names = SERVED.map(({ name }) => name);
  return `is none that a file can fill: there are ${names.join(', ')}${didYouMean(capability, names)}`;
}

function faultsOfFile({ format, list }: Partial<BulkStartRequest['file']>, { bulk }: Served): Fault[] {
  const { lists, form } = bulk;
  const faults: Fault[] = [];
  if (list !== undefined && !lists?.includes(list)) {
    const detail = lists ? `expected one of ${lists.join(', ')}` : 'is for pushes alone';
    faults.push({ pointer: '/file/list', detail });
  }
  if (format === 'csv' && form && !form.csv) {
    faults.push({ pointer: '/file/format', detail: 'must be `ndjson`: a line of CSV has no room for such an item' });
  }
  return faults;
}

/** The request's own faults, as the capability tells them. */
function faultsOfRequest(request: Record<string, unknown>, list: unknown, served: Served): Fault[] {
  const { member } = served.bulk;
  const { extra } = request;
  const misplaced = [member, ...Object.keys(NOT_IN_REQUEST)]
    .filter((name) => Object.hasOwn(request, name))
    .map((name) => ({ pointer: `/${name}`, detail: NOT_IN_REQUEST[name] ?? 'comes from the file' }));
  const rest = Object.fromEntries(Object.entries(request).filter(([name]) => !misplaced.some(isAt(name))));
  const { faults } = validate(served.schema, { ...rest, [member]: exampleOf(served, list) });
  const brought =
    isObject(extra) && Object.hasOwn(extra, member)
      ? [{ pointer: `/extra/${member}`, detail: 'comes from the file' }]
      : [];
  const told = new Set(brought.map(({ pointer }) => pointer));
  const own = faults.filter(({ pointer = '' }) => !told.has(pointer) && !isIn(member, pointer));
  return [...misplaced, ...brought, ...own].map((fault) => ({ ...fault, pointer: `/request${fault.pointer ?? ''}` }));
}

const isAt =
  (name: string) =>
  ({ pointer }: { readonly pointer: string }) =>
    pointer === `/${name}`;

const isIn = (member: string, pointer: string) => pointer === `/${member}` || pointer.startsWith(`/${member}/`);

/** A list that is certainly valid, in place of the file's. */
export function exampleOf({ bulk, example }: Pick<Served, 'bulk' | 'example'>, list: unknown): unknown {
  const name = listOf(bulk, list);
  return name === undefined ? example[bulk.member] : { [name]: ['id'] };
}

/** Which list a file fills, where there are several. */
export function listOf({ lists }: ItemList, asked: unknown): string | undefined {
  return lists?.find((name) => name === asked) ?? lists?.[0];
}
