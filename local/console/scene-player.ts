import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Stack } from '../stack.ts';
import type { RequestDetail, SceneDone, SendDone, StepDone } from './api.ts';
import type { Journal } from './journal.ts';
import { tellAnswer, tellCalls } from './scene-words.ts';
import type { Scene, SceneStep, StepEnd } from './scenes.ts';
import { send } from './send.ts';

/** Between two looks for how a message ended. Ours. */
const LOOK_MS = 50;

/** Plays scenes against the stack. Those on the same app wait for each other: a fault is met by the app's first call, whosever it is. */
export class ScenePlayer {
  readonly #stack: Stack;
  readonly #sqs: SQSClient;
  readonly #journal: Journal;
  /** What each app's next scene waits for. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(stack: Stack, sqs: SQSClient, journal: Journal) {
    this.#stack = stack;
    this.#sqs = sqs;
    this.#journal = journal;
  }

  /** Resolves once its last step has ended. */
  play(scene: Scene): Promise<SceneDone> {
    const apps = appsOf(scene);
    const playing = Promise.all(apps.map((app) => this.#last.get(app))).then(() => this.#play(scene));
    const ended = playing.catch(() => {});
    for (const app of apps) this.#last.set(app, ended);
    return playing;
  }

  async #play({ name, steps }: Scene): Promise<SceneDone> {
    const done: StepDone[] = [];
    let key = '';
    for (const step of steps) {
      if (!step.isRepeat) key = `${name}-${randomUUID().slice(0, 8)}`;
      done.push(await this.#playStep(step, key));
    }
    return { name, steps: done, isAsItMust: done.every(({ isAsItMust }) => isAsItMust) };
  }

  async #playStep({ asked, way, capability, request, fault, must }: SceneStep, key: string): Promise<StepDone> {
    const { faults } = this.#stack.batch;
    const pending = fault && faults.add(fault);
    const startedMs = performance.now();
    const sent = await send(this.#stack, this.#sqs, { capability, way, request, key });
    const detail = await this.#ended(sent, key);
    // Nobody else is to meet what this step did not.
    if (pending) faults.drop(pending.id);
    return {
      asked,
      request: detail.id,
      ms: Math.round(performance.now() - startedMs),
      reached: tellCalls(detail),
      answered: tellAnswer(detail),
      isAsItMust: isAsItMust(detail, must),
    };
  }

  /** The request, as soon as no function has it any more. A message that will come back has ended too, for a scene. */
  async #ended({ body }: SendDone, key: string): Promise<RequestDetail> {
    const { MessageId } = Object(body) as { MessageId?: string };
    const id = MessageId ?? this.#journal.rows().findLast((row) => row.key === key)?.id;
    if (id === undefined) throw new Error(`No function was handed the request ${key}.`);
    for (;;) {
      const detail = this.#journal.detailOf(id);
      if (detail?.story.every(({ end }) => end !== 'running') && detail.fate !== 'running') return detail;
      await sleep(LOOK_MS, undefined, { ref: false });
    }
  }
}

const appsOf = ({ steps }: Scene) => [...new Set(steps.flatMap(({ must }) => Object.keys(must.calls)))];

function isAsItMust(detail: RequestDetail, must: StepEnd): boolean {
  const members = ['fate', 'status', 'isReplayed', 'reason'] as const;
  return members.every((member) => detail[member] === must[member]) && isDeepStrictEqual(callsOf(detail), must.calls);
}

function callsOf({ story }: RequestDetail): Record<string, (number | null)[]> {
  const calls: Record<string, (number | null)[]> = {};
  for (const step of story.flatMap(({ steps }) => steps)) {
    if (step.kind === 'call') calls[step.app] = [...(calls[step.app] ?? []), step.status];
  }
  return calls;
}
