import { describe, expect, it } from 'vitest';
import { faultsBeside, unknownApp } from '../../../lib/attempt/refusals.ts';
import type { Endpoint, Refusal } from '../../../lib/endpoints/endpoint.ts';
import { ENOUGH_FAULTS, MAX_DEPTH } from '../../../lib/request/schema.ts';

const SECRET = {
  restApiKey: 'rest',
  apps: new Map([
    ['ios', 'key-1'],
    ['android', 'key-2'],
  ]),
  projects: new Map([['main', 'key-3']]),
};
const NOW = 1_000;
const TOOLS = { clock: { now: () => NOW }, allowLiveCampaigns: false };

/** What an endpoint that refuses so is asked, and what is told. */
function told(body: unknown, refusals: readonly Refusal[] = [], more: Partial<Endpoint> = {}) {
  const guarded: unknown[] = [];
  const guard = (...asked: unknown[]) => {
    guarded.push(asked);
    return [...refusals];
  };
  const endpoint = { account: 'app', guard, ...more } as unknown as Endpoint;
  return { faults: faultsBeside(endpoint, body, SECRET, TOOLS), guarded };
}

const ofApp = (place: number, detail = expect.stringMatching(/^is not an app of the secret/)) => ({
  pointer: `/apps/${place}`,
  detail,
});

describe('what else would be refused of an invalid request', () => {
  it.each([null, 'text', 7, [{ apps: ['tv'] }]])('is nothing of %j', (body) => {
    expect(told(body, [{ status: 400, detail: 'x' }])).toEqual({ faults: [], guarded: [] });
  });

  it('is every alias that the secret does not have, where it is named', () => {
    expect(told({ apps: ['tv', 'ios', 'andriod'] }).faults).toEqual([
      ofApp(0),
      ofApp(2, 'is not an app of the secret (did you mean `android`?)'),
    ]);
  });

  it('is no alias that is no text, which the schema has told, nor one that would be answered otherwise than by 400', () => {
    expect(told({ apps: [7, ''] }).faults).toEqual([]);
    const namedApps = () => [{ alias: 'tv', pointer: '/app', status: 404 as const }];
    expect(told({}, [], { namedApps }).faults).toEqual([]);
  });

  it('is what the endpoint refuses for being invalid, of the apps that are named, or of all there are', () => {
    const refusals: Refusal[] = [
      { status: 403, detail: 'not allowed' },
      { status: 400, pointer: '/when', detail: 'is over' },
    ];
    const moment = { now: NOW, allowLiveCampaigns: false };
    expect(told({ apps: ['tv'], other: 1 }, refusals)).toEqual({
      faults: [ofApp(0), { pointer: '/when', detail: 'is over' }],
      guarded: [[{ apps: ['tv'], other: 1 }, moment]],
    });
    for (const body of [{}, { apps: [] }]) {
      expect(told(body).guarded).toEqual([[{ apps: ['ios', 'android'] }, moment]]);
    }
    expect(told({ projects: ['none'] }, [], { account: 'project' }).faults).toEqual([
      { pointer: '/projects/0', detail: expect.stringMatching(/^is not a project of the secret/) },
    ]);
    expect(told({ apps: ['tv'] }, [], { guard: undefined as never }).faults).toEqual([ofApp(0)]);
  });

  it('is nothing that the endpoint would have to look for in what nests without an end', () => {
    let deep: object = {};
    for (let level = 0; level <= MAX_DEPTH; level += 1) deep = { deep };
    expect(told({ apps: ['tv'], deep }, [{ status: 400, detail: 'x' }])).toEqual({ faults: [ofApp(0)], guarded: [] });
  });

  it('is looked for no longer than there is more to tell', () => {
    const apps = Array.from({ length: 2 * ENOUGH_FAULTS }, () => 'ios');
    const [[guarded]] = told({ apps }).guarded as [[{ apps: string[] }]];
    expect(guarded.apps).toHaveLength(ENOUGH_FAULTS);
  });
});

it('an alias that the secret does not have is refused by 400, unless it stands where that is 404', () => {
  const named = { alias: 'tv', pointer: '/app' };
  expect(unknownApp(named, 'app', SECRET.apps).status).toBe(400);
  expect(unknownApp({ ...named, status: 404 }, 'app', SECRET.apps).status).toBe(404);
});
