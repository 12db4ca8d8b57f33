import { SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_ACCOUNT } from '../aws/account.ts';
import type { Result } from '../aws/api-gateway.ts';
import { startedBulk } from '../bulk-watcher.ts';
import { type Handler, handlerOf } from '../server.ts';
import type { Stack, StackConsole } from '../stack.ts';
import type { StackWatch } from '../watch.ts';
import { BulkBoard } from './bulks.ts';
import { Journal } from './journal.ts';
import { LetterDesk } from './letters.ts';
import type { LiveReader } from './live.ts';
import { consoleRoutes } from './routes.ts';
import { ScenePlayer } from './scene-player.ts';
import { TroubleMaker } from './trouble.ts';

/** The console, before there is a stack to show. */
export interface Console extends StackConsole {
  /** Shows this stack from now on; until then nothing is served. */
  attach(stack: Stack, options?: { readonly isSigned?: boolean }): void;
  stop(): void;
}

/** Shows people what happens in the embedded stack, and lets them make things happen. */
export function createConsole(): Console {
  const readers = new Set<LiveReader>();
  const journal = new Journal({
    changed(ids) {
      for (const reader of readers) reader.changed(ids);
    },
    pushed(push) {
      for (const reader of readers) reader.pushed(push);
    },
  });
  let trouble: TroubleMaker | undefined;
  let bulks: BulkBoard | undefined;
  let routes: Handler | undefined;
  let sqs: SQSClient | undefined;
  const watch: StackWatch = {
    invoked: (invocation) => journal.invoked(invocation),
    ended(invocation, end) {
      journal.ended(invocation, end);
      const [route] = invocation.fn.routes;
      const id = route && 'answer' in end ? startedBulk(route, end.answer as Result) : undefined;
      if (id !== undefined) bulks?.started(id);
    },
    called(call) {
      // Before it is written down: whoever is to be killed must not hear the answer.
      trouble?.called(call);
      journal.called(call);
    },
    answered: (call) => journal.answered(call),
    asked: (exchange) => journal.asked(exchange),
    printed: (functionName, text) => journal.printed(functionName, text),
  };
  return {
    watch,
    async serve(request, response) {
      if (routes) await routes(request, response);
      else response.writeHead(503, { 'retry-after': '1' }).end();
    },
    attach(stack, { isSigned = false } = {}) {
      const { faults } = stack.batch;
      trouble = new TroubleMaker({
        down: stack.down,
        faults,
        killCaller: (call) => void journal.callerOf(call)?.kill(),
      });
      bulks = new BulkBoard(stack.lookAtBulk);
      sqs = new SQSClient({ endpoint: stack.sqs.url, ...LOCAL_ACCOUNT });
      const scenes = new ScenePlayer(stack, sqs, journal);
      const letters = new LetterDesk(sqs);
      routes = handlerOf(consoleRoutes({ stack, journal, trouble, scenes, bulks, letters, readers, sqs, isSigned }));
    },
    stop: () => sqs?.destroy(),
  };
}
