import { randomBytes } from 'node:crypto';
import { unknownApp } from '../../attempt/refusals.ts';
import type { Credentials } from '../../aws/credentials.ts';
import { keysOf } from '../../aws/secret.ts';
import type { Bulks } from '../../bulk/bulks.ts';
import { exampleOf, faultsOfStart, listOf } from '../../bulk/faults.ts';
import { bytesForItems } from '../../bulk/message.ts';
import type { BulkOrder } from '../../bulk/order.ts';
import { type Served, servedOf } from '../../bulk/served.ts';
import type { BulkState } from '../../bulk/state.ts';
import type { Clock } from '../../clock.ts';
import type { Deadline } from '../../deadline.ts';
import type { OwnCapability } from '../../endpoints/capability.ts';
import { namedAppsOf } from '../../endpoints/endpoint.ts';
import type { BulkStartRequest } from '../../endpoints/gateway/bulk-start.ts';
import { ConfigurationError, InvalidRequestError } from '../../errors.ts';
import { unknownApps } from '../../ledger/apps.ts';
import { identify } from '../../ledger/identity.ts';
import type { Log } from '../../observe/log.ts';
import type { Fault } from '../../request/fault.ts';
import { clip, validate } from '../../request/validation.ts';
import { json } from './answer.ts';
import { type Answered, createHandler, type HttpHandler } from './handler.ts';
import { type HttpRequest, NO_KEY, otherBody, readRequest } from './request.ts';

/** Longest body of a start. Ours: it stands in an item of the ledger, which takes 400 KB. */
const MAX_BODY_BYTES = 256 * 1024;

/** What it takes to start a bulk. */
export interface StartTools {
  readonly bulks: Bulks;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** The stack's own bucket, where a file is unless another is named. */
  readonly bucket: string;
  readonly requireKey: boolean;
  /** Puts a message on the reader's queue. Throws as `enqueue` does. */
  wakeReader(id: string, deadline: Deadline): Promise<void>;
}

/**
 * Starts bulks: writes down what is asked for, and wakes the reader.
 *
 * @param makeTools throws ConfigurationError for as long as the environment is faulty
 */
export function createBulkStartTrigger(
  capability: OwnCapability<BulkStartRequest>,
  log: Log,
  makeTools: () => StartTools,
): HttpHandler {
  return createHandler(capability, log, async (event, deadline) => {
    const asked = readRequest(event, capability, MAX_BODY_BYTES);
    const { tools, request, served } = validStart(capability, asked, makeTools);
    const { bodyHash } = identify(capability.name, 'key', '', asked.body);
    const id = asked.name === undefined ? randomBytes(18).toString('hex') : idOf(asked.name);
    // What is known of it comes before what the moment says: an alias may have left the secret since.
    const known = asked.name === undefined ? undefined : await findKnown(id, tools.bulks, deadline);
    if (known) return answerKnown(known, { asked, bodyHash }, tools, deadline);
    const apps = await settleApps(request, served, tools, deadline);
    return answerStart(orderOf({ id, request, served, apps, bodyHash }, tools), asked, tools, deadline);
  });
}

interface ValidStart {
  readonly tools: StartTools;
  readonly request: BulkStartRequest;
  readonly served: Served;
}

/** Everything is looked at before anything is written. Throws InvalidRequestError with every fault. */
function validStart(
  { schema }: OwnCapability<BulkStartRequest>,
  asked: HttpRequest,
  makeTools: () => StartTools,
): ValidStart {
  const { request, faults } = validate(schema, asked.body);
  const told = new Set(faults.map(({ pointer }) => pointer));
  const all = [...faults, ...faultsOfStart(asked.body).filter(({ pointer }) => !told.has(pointer)), ...asked.faults];
  const tools = makeToolsUnless(all, makeTools);
  if (tools?.requireKey && asked.name === undefined) all.push(NO_KEY);
  const served = request && servedOf(request.capability);
  if (!request || !served || !tools || all.length > 0) throw new InvalidRequestError(clip(all));
  return { tools, request, served };
}

/** A fault of the request is told before one of the configuration. */
function makeToolsUnless(faults: readonly Fault[], makeTools: () => StartTools): StartTools | undefined {
  try {
    return makeTools();
  } catch (error) {
    if (faults.length === 0) throw error;
    return undefined;
  }
}

/** The apps, or projects, that it is for: settled now, whatever the secret says later. Throws InvalidRequestError. */
async function settleApps(
  { request, file }: BulkStartRequest,
  served: Served,
  { credentials }: StartTools,
  deadline: Deadline,
): Promise<readonly string[]> {
  const { account } = served;
  const secret = await credentials.get(deadline.remainingMs());
  const named = namedAppsOf(served, request);
  const isMissing = (keys: ReturnType<typeof keysOf>) => keys.size === 0 || unknownApps(named ?? [], keys).length > 0;
  let keys = keysOf(secret, account);
  if (isMissing(keys)) keys = keysOf(await credentials.renew(secret, deadline.remainingMs()), account);
  if (keys.size === 0) throw new ConfigurationError(`The secret has no \`${account}s\`.`);
  const apps = named?.map(({ alias }) => alias) ?? [...keys.keys()];
  const unknown = unknownApps(named ?? [], keys).map((each) => unknownApp(each, account, keys));
  const whole = { ...request, apps: [...apps], [served.bulk.member]: exampleOf(served, file.list) };
  const guarded = served
    .guard?.(whole, { now: 0, allowLiveCampaigns: false })
    .filter(({ pointer }) => pointer === '/apps');
  const faults = [...unknown, ...(guarded ?? [])].map(({ pointer, detail }) => ({
    pointer: `/request${pointer}`,
    detail,
  }));
  if (faults.length > 0) throw new InvalidRequestError(clip(faults));
  return apps;
}

interface Settled {
  readonly id: string;
  readonly request: BulkStartRequest;
  readonly served: Served;
  readonly apps: readonly string[];
  readonly bodyHash: string;
}

function orderOf({ id, request: start, served, apps, bodyHash }: Settled, { clock, bucket }: StartTools): BulkOrder {
  const { capability, file, pace_per_minute: pacePerMinute, unique = served.bulk.isUnique ?? false } = start;
  const { account, bulk } = served;
  const namesApps = `${account}s`;
  const request = Object.fromEntries(Object.entries(start.request).filter(([member]) => member !== namesApps));
  const where = { ...file, bucket: file.bucket ?? bucket, list: listOf(bulk, file.list) };
  const limits = { most: bulk.mostOf(request), bytes: bytesForItems({ account, request, apps, file: where }, served) };
  return {
    id,
    capability,
    account,
    request,
    apps,
    file: where,
    unique,
    pacePerMinute,
    limits,
    startedAt: clock.now(),
    bodyHash,
  };
}

async function answerStart(
  order: BulkOrder,
  asked: HttpRequest,
  tools: StartTools,
  deadline: Deadline,
): Promise<Answered> {
  const { id, bodyHash } = order;
  if (await tools.bulks.start(order, deadline)) {
    await tools.wakeReader(id, deadline);
    return { answer: json(202, { id, status: 'running' }) };
  }
  // Somebody else was faster, or it is long forgotten.
  const known = await tools.bulks.read(id, deadline);
  if (!known) return answerStart({ ...order, id: idOf(id) }, asked, tools, deadline);
  return answerKnown(known, { asked, bodyHash }, tools, deadline);
}

/** Of a start that is repeated. What died halfway is begun: as long as nothing was handed over, the reader may never have been woken. */
async function answerKnown(
  { order, parts, end }: BulkState,
  { asked, bodyHash }: { readonly asked: HttpRequest; readonly bodyHash: string },
  tools: StartTools,
  deadline: Deadline,
): Promise<Answered> {
  if (order.bodyHash !== bodyHash) throw new InvalidRequestError([otherBody(asked)], 422);
  if (parts.length === 0 && !end) await tools.wakeReader(order.id, deadline);
  const answer = json(202, { id: order.id, status: 'running' });
  return { answer: { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } } };
}

/** The bulk that a key names by now. */
async function findKnown(id: string, bulks: Bulks, deadline: Deadline): Promise<BulkState | undefined> {
  const known = await bulks.read(id, deadline);
  if (known || !(await bulks.head(id, deadline))) return known;
  return findKnown(idOf(id), bulks, deadline);
}

/**
 * What a key names: and, when that is forgotten, what the same key names next, since what is left of the one before in the table is
 * not to be mixed with it.
 */
function idOf(name: string): string {
  return identify('bulk', 'key', name, {}).request;
}
