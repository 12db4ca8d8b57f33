import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { createCredentials } from '../../../lib/aws/credentials.ts';
import type { Queues } from '../../../lib/aws/queues.ts';
import { MS_PER_DAY } from '../../../lib/clock.ts';
import type { BatchClient } from '../../../lib/delivery/batch-client.ts';
import { createBreaker } from '../../../lib/delivery/breaker.ts';
import { type Outcome, readAnswer } from '../../../lib/delivery/outcome.ts';
import { campaignCreate } from '../../../lib/endpoints/v1/campaign-create.ts';
import { transactionalSend } from '../../../lib/endpoints/v1/transactional-send.ts';
import { SecretsUnavailableError } from '../../../lib/errors.ts';
import { createClaims } from '../../../lib/ledger/claims.ts';
import { createLedger } from '../../../lib/ledger/ledger.ts';
import { createQueueTrigger, type QueueHandler } from '../../../lib/triggers/queue/queue.ts';
import { silent } from '../../support/work.ts';
import { drawRefusal } from '../faults.ts';
import { chance } from '../random.ts';
import { type Caller, fail, type SentLetter, type World } from './world.ts';

/** Time that an invocation has. */
const TIMEOUT_MS = 60_000;

/** One invocation, as the world sees it. */
export interface Invocation {
  /** Whether anything but Batch failed it. */
  isDisturbed: boolean;
  /** A letter was sent. */
  sent(letter: SentLetter): void;
}

/** A sandbox of the function, with what it keeps from one invocation to the next: the secret, the breaker, its settings. */
export interface Sandbox {
  readonly isDead: boolean;
  /** The ids of the messages that go back, or nothing if it was killed. */
  invoke(records: readonly SQSRecord[], invocation: Invocation): Promise<readonly string[] | undefined>;
  /** The secret as it was last read. */
  lastSecret(): string | undefined;
}

export function createSandbox(world: World, name: string, secretTtlMs: number): Sandbox {
  let isDead = false;
  let tellDeath = () => {};
  let current: Invocation | undefined;
  let lastSecret: string | undefined;
  const death = new Promise<undefined>((resolve) => {
    tellDeath = () => resolve(undefined);
  });
  const caller: Caller = {
    get isDead() {
      return isDead;
    },
    die() {
      isDead = true;
      tellDeath();
    },
    disturbed() {
      if (current) current.isDisturbed = true;
    },
  };
  const queues: Queues = {
    send: (_url, { body, attributes = {} }) =>
      world.fare(caller, {
        step: 'dead letter',
        subject: attributes['source'] ?? '',
        carryOut: async () => {
          current?.sent({ body, attributes });
          return 'letter';
        },
        refuse: async () => fail('InternalError'),
        lose: async () => fail('TimeoutError'),
      }),
    delay: async () => {},
  };
  const readSecret = () =>
    world.fare(caller, {
      step: 'other' as const,
      subject: `secret ${name}`,
      carryOut: async () => {
        lastSecret = world.readSecret();
        return lastSecret;
      },
      refuse: async () => unavailable(),
      lose: async () => unavailable(),
    });
  const handler = createHandler(
    world,
    caller,
    queues,
    createCredentials(readSecret, { ttlMs: secretTtlMs, now: world.time.now }),
  );

  return {
    get isDead() {
      return isDead;
    },
    lastSecret: () => lastSecret,
    async invoke(records, invocation) {
      current = invocation;
      const endsAt = world.time.now() + TIMEOUT_MS;
      const context = { getRemainingTimeInMillis: () => endsAt - world.time.now() } as Context;
      const answer = await Promise.race([handler({ Records: [...records] } as SQSEvent, context), death]);
      return answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}

function unavailable(): never {
  throw new SecretsUnavailableError('Secrets Manager gave no secret (chaos).');
}

/** As `lib/runtime.ts` puts it together. */
function createHandler(
  world: World,
  caller: Caller,
  queues: Queues,
  credentials: ReturnType<typeof createCredentials>,
): QueueHandler {
  const { policy, allowsLive, ledgerTtlDays } = world.settings;
  const { capability, concurrency, maxReceiveCount, seed } = world.scenario;
  const { now, sleep } = world.time;
  let draws = 0;
  const tools = {
    client: createBatch(world, caller),
    queues,
    credentials,
    clock: { now, sleep, random: () => chance('random', seed, draws++) },
    timeoutMs: 10_000,
    concurrency,
    trigger: 'queue' as const,
    allowLiveCampaigns: allowsLive,
    queueUrl: 'http://localhost/queue',
    deadLetterQueueUrl: 'http://localhost/dead-letters',
    unknownOutcome: policy,
    claims: createClaims,
    ledger: createLedger('ledger', {
      ttlMs: ledgerTtlDays * MS_PER_DAY,
      now,
      makeClient: () => world.tableFor(caller),
    }),
    ledgerTtlMs: ledgerTtlDays * MS_PER_DAY,
    maxReceiveCount,
    breaker: createBreaker(now),
  };
  return capability === 'campaign-create'
    ? createQueueTrigger(campaignCreate, silent, () => tools)
    : createQueueTrigger(transactionalSend, silent, () => tools);
}

/** Batch: what it accepts is counted by the app that a key stands for. */
function createBatch(world: World, caller: Caller): BatchClient {
  return {
    call({ endpoint, key, body }) {
      const read = (status: number, json: unknown) =>
        readAnswer({ status, body: JSON.stringify(json) }, endpoint, world.time.now());
      const { recipients, name } = JSON.parse(body);
      const ids: string[] = recipients?.custom_ids ?? [name];
      const subject = `${key} ${ids.join()}`;
      const accept = () => {
        world.accept(key, ids);
        return read(201, { [endpoint.tokenField ?? '']: 'token' });
      };
      let isLost = false;
      const lose = (): Outcome => {
        if (!isLost) world.lose(key, ids);
        isLost = true;
        return { status: 'unknown', error: { name: 'NO_ANSWER', detail: 'chaos' } };
      };
      return world.fare<Outcome>(caller, {
        step: 'call',
        subject,
        carryOut: async () => {
          if (world.isThrottled) return read(429, { code: 60, message: 'slowly' });
          if (world.scenario.isUnheard && world.isStormy) return lose();
          return world.scenario.secret.isGood(key) ? accept() : read(401, { code: 10, message: 'no such key' });
        },
        refuse: async (occurrence) => {
          const refusal = drawRefusal(world.scenario.seed, subject, occurrence);
          if (refusal === '500 carried out') accept();
          const [status] = String(refusal).split(' ');
          if (status === '500') world.lose(key, ids);
          const code = status === '503' ? 2 : status === '429' ? 60 : status === '500' ? 1 : 31;
          return read(Number(status), { code, message: 'refused' });
        },
        lose: async () => lose(),
      });
    },
  };
}
