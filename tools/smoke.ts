import { type Gateway, openGateway } from './shared/gateway.ts';
import { explainStackError, openStackClient, readStackUrl } from './shared/stack-url.ts';
import { type Arguments, type Push, readArguments, USAGE } from './smoke/arguments.ts';
import { pushRequest, SMOKE_REQUESTS, windowEnd } from './smoke/requests.ts';
import { tellAnswer, tellChecks, tellPush } from './smoke/tell.ts';
import { faultsOf, judge, mendKeys } from './smoke/verdict.ts';

async function main(asked: ReturnType<typeof readArguments>): Promise<number> {
  if (asked === 'help') {
    console.log(USAGE);
    return 0;
  }
  if ('faults' in asked) return fail(`${asked.faults.join('\n')}\n\n${USAGE}`);
  const client = openStackClient(asked);
  try {
    const url = asked.url ?? (await readStackUrl(client, asked.stage));
    console.log(url);
    return await run(openGateway(url, client), asked);
  } catch (error) {
    return fail(explainStackError(error as Error));
  } finally {
    client.destroy();
  }
}

async function run(gateway: Gateway, { stage, push }: Arguments): Promise<number> {
  const checks = await Promise.all(
    [...SMOKE_REQUESTS].map(async ([capability, request]) => {
      const answer = await gateway(request);
      return { capability, request, answer, verdict: judge(answer, stage, request.expects) };
    }),
  );
  console.log(tellChecks(checks));
  const faults = faultsOf(checks.map(({ verdict }) => verdict));
  if (faults.length > 0) return fail(faults.join('\n'));
  return push ? runPush(gateway, stage, push) : 0;
}

async function runPush(gateway: Gateway, stage: string, { to, app }: Push): Promise<number> {
  const now = Date.now();
  console.log(tellPush(app, windowEnd(now)));
  const answer = await gateway(pushRequest(to, app, now));
  console.log(tellAnswer(answer, mendKeys(stage)));
  return 'status' in answer && answer.status === 201 ? 0 : 1;
}

function fail(message: string): number {
  console.error(message);
  return 1;
}

process.exitCode = await main(readArguments(process.argv.slice(2)));
