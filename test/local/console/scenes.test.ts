import { beforeAll, describe, expect, it } from 'vitest';
import type { SceneDone } from '../../../local/console/api.ts';
import { SCENES } from '../../../local/console/scenes.ts';
import { useConsole } from '../../support/console.ts';

const { stack, api, request } = useConsole();

const play = (name: string) => api<SceneDone>(`scenes/${name}`, {});

describe('the scenes, played at once as the demo plays them', () => {
  const played = new Map<string, SceneDone>();
  beforeAll(async () => {
    const all = await Promise.all(SCENES.map(({ name }) => play(name)));
    for (const done of all) played.set(done.name, done);
  });

  it.each(SCENES)('$name ends as it must, step by step', ({ name, steps }) => {
    const done = played.get(name);
    expect(done?.steps.filter(({ isAsItMust }) => !isAsItMust)).toEqual([]);
    expect(done?.steps.map(({ asked }) => asked)).toEqual(steps.map(({ asked }) => asked));
    expect(done?.isAsItMust).toBe(true);
  });

  it('leave no fault behind', () => {
    expect(stack().batch.faults.pending()).toEqual([]);
  });

  it('name requests that the console shows', async () => {
    for (const { request: id } of [...played.values()].flatMap(({ steps }) => steps)) {
      expect(await request((row) => row.id === id)).toMatchObject({ id });
    }
  });

  it('brought each push to the phones as often as it was asked for, and no more', () => {
    const carriedOut = stack().batch.memory.calls.filter(
      ({ endpoint, carriedOut }) => endpoint === 'transactional/send' && carriedOut,
    );
    const countOf = (app: string) => carriedOut.filter((call) => call.app === app).length;
    // iOS: two to one person, one replayed, two of three from the queue. Android: one of two, and three for 25,000 people.
    expect({ ios: countOf('ios'), android: countOf('android'), web: countOf('web') }).toEqual({
      ios: 5,
      android: 4,
      web: 3,
    });
  });
});

it('says of a scene that ended otherwise that it did, in which step, and takes back the fault that nobody met', async () => {
  stack().batch.faults.add({ kind: '400', app: 'android', endpoint: 'transactional/send', times: 2 });
  const done = await play('one-person');
  expect(done).toMatchObject({
    isAsItMust: false,
    steps: [
      { isAsItMust: false, reached: expect.arrayContaining(['android: 1 recipient → 400']) },
      { isAsItMust: false, answered: expect.arrayContaining(['207 partial', 'ios: accepted']) },
    ],
  });
  expect(stack().batch.faults.pending()).toEqual([]);
});

it('plays the next scene after one that ended otherwise', async () => {
  expect(await play('replay')).toMatchObject({ isAsItMust: true });
});

it('knows no scene but those that it tells of', async () => {
  expect(await api('scenes')).toEqual(SCENES.map(({ name, title, watchFor }) => ({ name, title, watchFor })));
  expect(await api('scenes/none', {})).toEqual({ message: 'Not found' });
});
