import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CATALOG, endpointOf } from '../../lib/endpoints/catalog.ts';
import { CAPABILITIES } from '../../tools/dead-letters/capabilities.ts';
import { findLetterBox, type LetterBox } from '../../tools/dead-letters/letter-box.ts';
import { walk } from '../../tools/dead-letters/walk.ts';
import { useParkedLetters } from './parked.ts';

const letters = useParkedLetters();
const capability = endpointOf('transactional-send');

const openBox = (): Promise<LetterBox> => findLetterBox(letters.client(), 'test', capability);
const never = () => false;

async function buryMany(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await letters.bury({ reason: 'rejected' }, `${index}`);
}

describe('a box', () => {
  it('is found through its queue, whatever name CloudFormation made up', async () => {
    expect(await openBox()).toMatchObject({
      queueUrl: letters.queueUrl(),
      deadLetterQueueUrl: letters.deadLetterQueueUrl(),
      maxReceiveCount: 1,
      maxMessageBytes: 1_044_480,
    });
  });

  it('there is one for every capability that has a queue', () => {
    const queues = CATALOG.filter(({ waysIn }) => waysIn.includes('queue'));
    expect(CAPABILITIES).toEqual(queues);
  });
});

describe('a walk', () => {
  it('sees every letter once and leaves all where they are', async () => {
    await buryMany(25);
    const seen: string[] = [];
    const visit = async (some: readonly { body: string }[]) => {
      seen.push(...some.map(({ body }) => body));
      return [];
    };
    const walked = await walk(letters.client(), await openBox(), visit, { expected: 25, isEnough: never });
    expect(walked).toEqual({ seen: 25, notGivenBack: 0 });
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
    expect(await letters.counts()).toEqual({ visible: 25, held: 0 });
  });

  it('that takes longer than letters stay out of sight keeps hold of them', async () => {
    await buryMany(30);
    const seen: string[] = [];
    const slow = async (some: readonly { body: string }[]) => {
      seen.push(...some.map(({ body }) => body));
      await sleep(2200);
      return [];
    };
    const options = { expected: 30, isEnough: never, holdSeconds: 4 };
    expect(await walk(letters.client(), await openBox(), slow, options)).toEqual({ seen: 30, notGivenBack: 0 });
    expect(seen).toHaveLength(30);
  });

  it('sees a letter once even if SQS hands it out twice', async () => {
    await buryMany(5);
    const seen: string[] = [];
    const tooSlow = async (some: readonly { body: string }[]) => {
      seen.push(...some.map(({ body }) => body));
      await sleep(1100);
      return [];
    };
    await walk(letters.client(), await openBox(), tooSlow, { expected: 5, isEnough: never, holdSeconds: 1 });
    expect(seen).toHaveLength(5);
  });

  it('gives back what it holds when it fails', async () => {
    await buryMany(15);
    const failing = async () => {
      throw new Error('of the visit');
    };
    const walking = walk(letters.client(), await openBox(), failing, { expected: 15, isEnough: never });
    await expect(walking).rejects.toThrow('of the visit');
    expect(await letters.counts()).toEqual({ visible: 15, held: 0 });
  });

  it('ends when letters are missing', async () => {
    await buryMany(1);
    const walked = await walk(letters.client(), await openBox(), async () => [], { expected: 9, isEnough: never });
    expect(walked).toEqual({ seen: 1, notGivenBack: 0 });
  });
});
