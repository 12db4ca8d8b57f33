import { type Arguments, readArguments, USAGE } from './bulk/arguments.ts';
import { type Asking, openAsking, persist } from './bulk/ask.ts';
import { createInterrupts } from './bulk/interrupts.ts';
import type { Order } from './bulk/order.ts';
import { FailedError, follow, start } from './bulk/send.ts';
import { isAllAccepted, statusIn } from './bulk/status.ts';
import { tellBulk, tellFault, tellLeft } from './bulk/tell.ts';
import { type Gateway, openGateway } from './shared/gateway.ts';
import type { StackChoice } from './shared/stack-options.ts';
import { explainStackError, openStackClient, readStackUrl } from './shared/stack-url.ts';
import { confirm } from './shared/terminal.ts';

const MISUSED = 2;

/** What a shell expects of a program that was told to stop. */
const STOPPED = 130;

const interrupts = createInterrupts(() => performance.now());

async function main(asked: ReturnType<typeof readArguments>): Promise<number> {
  if (asked === 'help') {
    console.log(USAGE);
    return 0;
  }
  if ('faults' in asked) return fail(`${asked.faults.join('\n')}\n\n${USAGE}`, MISUSED);
  const client = openStackClient(asked);
  try {
    const url = asked.url ?? (await readStackUrl(client, asked.stage));
    console.log(url);
    return await run(openGateway(url, client), asked);
  } catch (error) {
    if (error instanceof FailedError) return fail(error.message, interrupts.first.aborted ? STOPPED : 1);
    return fail(explainStackError(error as Error));
  } finally {
    client.destroy();
  }
}

async function run(gateway: Gateway, asked: Arguments): Promise<number> {
  const asking = openAsking(gateway, interrupts.first);
  if (asked.command === 'send') return send(asked.order, asking, asked);
  if (asked.command === 'cancel') return cancel(asked.id, asking);
  const answer = await gateway({ method: 'GET', path: `/bulk/${asked.id}` }, interrupts.first);
  const status = statusIn(answer);
  if (!status) return fail(tellFault(answer));
  console.log(tellBulk(status));
  return status.status === 'running' || isAllAccepted(status) ? 0 : 1;
}

async function send(order: Order, asking: Asking, where: StackChoice): Promise<number> {
  const started = await start(order, asking, console.log);
  const { last, fault } = await follow(started, asking);
  if (fault) return fail(`${tellFault(fault)}\n${tellLeft(started.id, tellWhere(where))}`);
  if (last?.ended !== undefined) {
    console.log(tellBulk(last));
    return isAllAccepted(last) ? 0 : 1;
  }
  return stop(started.id, asking.gateway, where);
}

/** A person decides; where there is none, and at a second Ctrl-C, the bulk goes on. */
async function stop(id: string, gateway: Gateway, where: StackChoice): Promise<number> {
  const { stdin, stdout } = process;
  const isMeant =
    stdin.isTTY && (await confirm('Cancel the bulk? If not, it goes on.', stdin, stdout, interrupts.second));
  if (isMeant) await cancel(id, openAsking(gateway, interrupts.second));
  else console.log(tellLeft(id, tellWhere(where)));
  return STOPPED;
}

async function cancel(id: string, asking: Asking): Promise<number> {
  const answer = await persist({ method: 'POST', path: `/bulk/${id}/cancel` }, asking);
  const status = statusIn(answer);
  if (!status) return fail(tellFault(answer));
  console.log(tellBulk(status));
  return 0;
}

/** The options that lead to the same stack. */
function tellWhere({ stage, region, url, endpointUrl }: StackChoice): string {
  const options = { ...(url === undefined ? { stage } : { url }), region, 'endpoint-url': endpointUrl };
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` --${name} ${value}`)
    .join('');
}

function fail(message: string, code = 1): number {
  console.error(message);
  return code;
}

process.on('SIGINT', interrupts.interrupt).on('SIGTERM', interrupts.terminate);
process.exitCode = await main(readArguments(process.argv.slice(2)));
