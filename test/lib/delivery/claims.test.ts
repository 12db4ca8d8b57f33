import { describe, expect, it } from 'vitest';
import type { Claims, NotMine } from '../../../lib/delivery/claims.ts';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import { ROOM_FOR_ALL } from '../../../lib/delivery/rates.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import { callOf, delivering, keysOf } from '../../support/delivering.ts';
import { accepted, deferred, error, outage, rejected, throttled, unknown } from '../../support/outcomes.ts';

type Told = Omit<NotMine, 'part'>;

/** Claims in a ledger that knows beforehand of some requests, and finds out of others as they are claimed. */
function claimsOf({
  known = {},
  found = {},
  settles = () => undefined,
}: {
  known?: Readonly<Record<number, Told>>;
  found?: Readonly<Record<number, Told>>;
  settles?: (call: Call) => unknown;
} = {}) {
  const claimed: string[] = [];
  const settled: [string, Outcome][] = [];
  const among = (told: Readonly<Record<number, Told>>, { parts }: Call) =>
    parts.flatMap((part): NotMine[] => (told[part.request] ? [{ part, ...(told[part.request] as Told) }] : []));
  const claims: Claims = {
    foreknown: (call) => among(known, call),
    async claim(call) {
      claimed.push(call.body);
      const others = among(found, call);
      return { mine: call.parts.filter((part) => !others.some((other) => other.part === part)), others };
    },
    async settle(call, outcome) {
      settled.push([call.body, outcome]);
      return settles(call);
    },
  };
  return { claims, claimed, settled };
}

const earlier: Told = { outcome: rejected, remembered: true };

describe('what is known of a request', () => {
  it('beforehand is not asked for, and the rest of the call is made', async () => {
    const { delivery, sent } = delivering();
    const { claims, claimed, settled } = claimsOf({ known: { 1: earlier } });
    const ended = await delivery.deliver([callOf('a', {}, [0, 1, 2])], claims);
    expect([claimed, sent]).toEqual([['a 0,2'], ['a 0,2']]);
    expect(settled).toEqual([['a 0,2', accepted]]);
    expect(ended.map(({ call, outcome, remembered }) => [call.body, outcome, remembered])).toEqual([
      ['a 0,2', accepted, undefined],
      ['a 1', rejected, true],
    ]);
  });

  it('of all of a call leaves nothing to be made', async () => {
    const { delivery, sent } = delivering();
    const { claims, claimed } = claimsOf({ known: { 0: earlier, 1: earlier } });
    const ended = await delivery.deliver([callOf('a', {}, [0, 1])], claims);
    expect([claimed, sent]).toEqual([[], []]);
    expect(ended.map(({ call, outcome }) => [call.body, outcome])).toEqual([
      ['a 0', rejected],
      ['a 1', rejected],
    ]);
  });

  it('as it is claimed is not sent either, and nobody has a right that was not used', async () => {
    const ends: string[] = [];
    const permit = { ended: () => void ends.push('ended'), unused: () => void ends.push('unused') };
    const { delivery, sent } = delivering({ breaker: { ask: () => permit, probed: () => undefined } });
    const { claims } = claimsOf({ found: { 0: earlier, 1: earlier } });
    const ended = await delivery.deliver([callOf('a', {}, [0, 1])], claims);
    expect([sent, ended.length, ends]).toEqual([[], 2, ['unused']]);
  });

  it('takes nothing from a call that is all its own: it leaves as it was planned', async () => {
    const { delivery, sent } = delivering();
    await delivery.deliver([callOf('a', {}, [0, 1])], claimsOf().claims);
    expect(sent).toEqual(['a']);
  });

  it('leaves of a part the piece that is still to be sent', async () => {
    const { delivery, sent } = delivering();
    const claims: Claims = {
      ...claimsOf().claims,
      claim: async ({ parts }) => ({ mine: parts.map((part) => ({ ...part, piece: [0, 1] })), others: [] }),
    };
    await delivery.deliver([callOf('a')], claims);
    expect(sent).toEqual(['a 0']);
  });

  it('is looked at by chunk', async () => {
    const { delivery, sent } = delivering();
    const parts = [0, 1].map((chunk) => ({ request: 0, chunk, items: 1 }));
    const claims: Claims = {
      ...claimsOf().claims,
      foreknown: ({ parts: [part] }) => (part ? [{ part, outcome: accepted }] : []),
    };
    await delivery.deliver([{ ...callOf('a'), parts }], claims);
    expect(sent).toEqual(['a 0']);
  });
});

describe('nothing is claimed', () => {
  it('for an app that the secret has no more', async () => {
    const answer = (_body: string, before: number) => (before === 0 ? deferred('keys') : accepted);
    const { delivery, sent } = delivering({ answer, keys: keysOf({ ios: 'ios-key' }) });
    const { claims, claimed } = claimsOf();
    const [, removed] = await delivery.deliver([callOf('a'), callOf('b', { app: 'android' })], claims);
    expect(removed?.outcome).toMatchObject({ by: 'configuration', error: { name: 'APP_REMOVED' } });
    expect([claimed, sent]).toEqual([['a'], ['a', 'a']]);
  });

  it('while the breaker is open, or there is no room', async () => {
    const open = delivering({ breaker: { ask: () => ({ waitMs: 9_000 }), probed: () => undefined } });
    const full = delivering({ room: { ...ROOM_FOR_ALL, lacksFor: () => throttled } });
    const { claims, claimed } = claimsOf();
    const [turnedAway] = await open.delivery.deliver([callOf('a')], claims);
    const [withoutRoom] = await full.delivery.deliver([callOf('b')], claims);
    expect([turnedAway?.outcome.status, withoutRoom?.outcome]).toEqual(['deferred', throttled]);
    expect([claimed, open.sent, full.sent]).toEqual([[], [], []]);
  });
});

it('says of a call that could not be written down why, and how it ended all the same', async () => {
  const { claims } = claimsOf({ settles: ({ body }) => (body === 'a' ? error : undefined) });
  const [one, other] = await delivering().delivery.deliver([callOf('a'), callOf('b')], claims);
  expect([one?.outcome, one?.unrecorded]).toEqual([accepted, error]);
  expect([other?.outcome, other]).toEqual([accepted, expect.not.objectContaining({ unrecorded: expect.anything() })]);
});

describe('a call of which Batch refused items', () => {
  const refusing: Outcome = { ...accepted, refused: [{ index: 1, reason: 'no' }] };
  const itemRefused = { status: 'rejected', httpStatus: 202, error: { name: 'ITEM_REFUSED', detail: 'no' } };

  it('ends item by item, was made once, and what was merged is tried apart', async () => {
    const whole = callOf('whole', {
      divide: () => ({
        rest: callOf('rest'),
        refused: [{ call: callOf('item'), reason: 'no' }],
        apart: [callOf('later', { wave: 1 }), callOf('sooner')],
      }),
    });
    const { delivery, sent } = delivering({ answer: (body) => (body === 'whole' ? refusing : accepted) });
    const { claims, settled } = claimsOf();
    const ended = await delivery.deliver([whole], claims);
    expect(sent).toEqual(['whole', 'sooner', 'later']);
    expect(ended.map(({ call, outcome, exchanges }) => [call.body, outcome, exchanges.length])).toEqual([
      ['rest', accepted, 1],
      ['item', itemRefused, 0],
      ['later', accepted, 1],
      ['sooner', accepted, 1],
    ]);
    expect(settled.map(([body]) => body)).toEqual(['rest', 'item', 'sooner', 'later']);
  });

  it('was made once even if nothing of it was taken', async () => {
    const refused = ['one', 'other'].map((body) => ({ call: callOf(body), reason: 'no' }));
    const whole = callOf('whole', { divide: () => ({ rest: undefined, refused, apart: [] }) });
    const ended = await delivering({ answer: () => refusing }).delivery.deliver([whole]);
    expect(ended.map(({ call, exchanges }) => [call.body, exchanges.length])).toEqual([
      ['one', 1],
      ['other', 0],
    ]);
  });

  it('ends as a whole if it can’t be told apart', async () => {
    const ended = await delivering({ answer: () => refusing }).delivery.deliver([callOf('a')]);
    expect(ended.map(({ outcome }) => outcome)).toEqual([refusing]);
  });

  it('ends as a whole if all of it was taken', async () => {
    const whole = callOf('a', { divide: () => ({ rest: undefined, refused: [], apart: [] }) });
    expect((await delivering().delivery.deliver([whole])).map(({ call }) => call)).toEqual([whole]);
  });
});

describe('a call that is tried in halves', () => {
  const blocked: Outcome = { ...outage, httpStatus: 403 };
  const stumbling: Outcome = { ...unknown, httpStatus: 500 };
  const halved = (more: Partial<Call> = {}) =>
    callOf('whole', { narrow: () => [callOf('one', more), callOf('other', { ...more, wave: 1 })] });

  it('blames an item for what something before Batch refused only if another was accepted', async () => {
    const answers: Record<string, Outcome> = { whole: blocked, one: blocked, other: accepted };
    const landed = await delivering({ answer: (body) => answers[body] as Outcome }).delivery.deliver([
      callOf('whole', { narrow: () => [callOf('one'), callOf('other')] }),
    ]);
    expect(landed.map(({ call, outcome }) => [call.body, outcome.status])).toEqual([
      ['other', 'accepted'],
      ['one', 'rejected'],
    ]);
    const notLanded = await delivering({
      answer: (body) => (body === 'other' ? rejected : blocked),
    }).delivery.deliver([callOf('whole', { narrow: () => [callOf('one'), callOf('other')] })]);
    expect(notLanded.map(({ call, outcome }) => [call.body, outcome.status])).toEqual([
      ['other', 'rejected'],
      ['one', 'deferred'],
    ]);
  });

  it('goes on, where nobody waits, no longer than it takes to see that Batch is unwell', async () => {
    const answer = (body: string) => (body === 'whole' ? stumbling : outage);
    const queue = delivering({ effect: 'repeatable', trigger: 'queue', answer });
    const ended = await queue.delivery.deliver([halved()]);
    expect(queue.sent).toEqual(['whole', 'whole', 'one']);
    expect(ended.map(({ call, outcome }) => [call.body, outcome.status === 'deferred' && outcome.error.name])).toEqual([
      ['one', 'X'],
      ['other', 'EARLIER_CALL_OPEN'],
    ]);
  });

  it('is not overtaken by its second half if nobody knows how the first ended, and it may be repeated', async () => {
    const answer = (body: string) => (body === 'whole' ? rejected : unknown);
    const ended = await delivering({ effect: 'repeatable', trigger: 'queue', answer }).delivery.deliver([halved()]);
    expect(ended.map(({ outcome }) => outcome.status)).toEqual(['unknown', 'deferred']);
    const once = await delivering({ effect: 'once', answer }).delivery.deliver([halved()]);
    expect(once.map(({ outcome }) => outcome.status)).toEqual(['unknown', 'unknown']);
  });

  it.each([
    ['http', 8],
    ['queue', 2],
  ] as const)(
    'that stumbles in its halves, too, is tried on behind %s: %i times at the least',
    async (trigger, least) => {
      const inside = { narrow: () => [callOf('x'), callOf('y')] };
      const { delivery, sent } = delivering({ effect: 'repeatable', trigger, answer: () => stumbling });
      const [one] = await delivery.deliver([halved(inside)]);
      const made = sent.filter((body) => body === 'one').length;
      expect(one?.call.body).toBe('one');
      expect(one?.exchanges.length).toBe(made);
      expect(made).toBeGreaterThanOrEqual(least);
      if (trigger === 'queue') expect(made).toBe(least);
    },
  );
});
