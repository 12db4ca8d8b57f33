import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { eventsTrack } from '../../../../lib/endpoints/v1/events-track.ts';
import { accepted, rejected, throttled, unknown } from '../../../support/outcomes.ts';
import { AFTER_ITS_OWNER_MS, record, type SentCall, work } from '../../../support/work.ts';

const events = eventsTrack as Endpoint;

const track = (ids: string[], more: object = {}) => ({
  apps: ['ios'],
  users: ids.map((id) => ({ id, events: [{ name: 'ue.a' }] })),
  ...more,
});
const usersIn = ({ body }: SentCall): string[] => body.map(({ id }: { id: string }) => id);

/** A Batch that refuses whatever names one of these, and answers each other call for one user as told. */
const refusing =
  (bad: readonly string[], others: Readonly<Record<string, Outcome>> = {}) =>
  (call: SentCall): Outcome => {
    const ids = usersIn(call);
    if (ids.some((id) => bad.includes(id))) return rejected;
    return (ids.length === 1 && others[ids[0] as string]) || accepted;
  };

describe('a request that is halved, and must not be repeated', () => {
  it('loses its bad user alone, and says who that is by count alone', async () => {
    const { take, calls, letters } = work(events, { answer: refusing(['u3']) });
    expect(await take([record('m', track(['u1', 'u2', 'u3', 'u4']))])).toEqual([]);
    expect(calls.map(usersIn)).toEqual([['u1', 'u2', 'u3', 'u4'], ['u1', 'u2'], ['u3', 'u4'], ['u3'], ['u4']]);
    expect(letters.map(({ attributes }) => [attributes['reason'], attributes['detail']])).toEqual([
      ['rejected', 'ios: 3 accepted, 1 rejected X'],
    ]);
  });

  it('is tried again only where it was deferred, and told of as a whole', async () => {
    const answers: Record<string, Outcome> = { u3: throttled };
    const { take, calls, letters, clock } = work(events, { answer: refusing(['u4'], answers) });
    const message = record('m', track(['u1', 'u2', 'u3', 'u4']));
    expect(await take([message])).toEqual(['m']);
    delete answers['u3'];
    clock.advance(AFTER_ITS_OWNER_MS);
    calls.length = 0;
    expect(await take([message])).toEqual([]);
    expect(calls.map(usersIn)).toEqual([['u3']]);
    expect(letters.map(({ attributes }) => attributes['detail'])).toEqual(['ios: 3 accepted, 1 rejected X']);
    // Received again, it is read before anything is tried.
    expect(
      await take([message, record('m', track(['u1', 'u2', 'u3', 'u4']), { ApproximateReceiveCount: '2' })]),
    ).toEqual([]);
    expect(calls).toHaveLength(1);
    for (const { attributes } of letters) expect(attributes['detail']).toBe('ios: 3 accepted, 1 rejected X');
    expect(letters).toHaveLength(3);
  });

  it('is parked with what is unknown of it, and never sends that again by itself', async () => {
    const { take, calls, letters } = work(events, { answer: refusing(['u4'], { u3: unknown }) });
    const message = record('m', track(['u1', 'u2', 'u3', 'u4']));
    expect(await take([message])).toEqual([]);
    expect(await take([message])).toEqual([]);
    expect(calls.flatMap(usersIn).filter((id) => id === 'u3')).toHaveLength(3);
    expect(letters.map(({ attributes }) => [attributes['reason'], attributes['detail']])).toEqual([
      ['unknown-outcome', 'ios: 2 accepted, 1 unknown X, 1 rejected X'],
      ['unknown-outcome', 'ios: 2 accepted, 1 unknown X, 1 rejected X'],
    ]);
  });

  it('goes on with what is deferred of it although something else of it is unknown', async () => {
    const answers: Record<string, Outcome> = { u1: throttled, u3: unknown };
    const { take, calls, letters } = work(events, { answer: refusing(['u2', 'u4'], answers) });
    const message = record('m', track(['u1', 'u2', 'u3', 'u4']));
    expect(await take([message])).toEqual(['m']);
    calls.length = 0;
    delete answers['u1'];
    expect(await take([message])).toEqual([]);
    expect(calls.map(usersIn)).toEqual([['u1']]);
    expect(letters.map(({ attributes }) => [attributes['reason'], attributes['detail']])).toEqual([
      ['unknown-outcome', 'ios: 1 accepted, 2 rejected X, 1 unknown X'],
    ]);
  });

  it('sends what is unknown again under `resend`, and nothing else', async () => {
    const answers: Record<string, Outcome> = { u3: unknown };
    const { take, calls, letters } = work(events, { answer: refusing(['u4'], answers), unknownOutcome: 'resend' });
    const message = record('m', track(['u1', 'u2', 'u3', 'u4']));
    expect(await take([message])).toEqual(['m']);
    calls.length = 0;
    delete answers['u3'];
    expect(await take([message])).toEqual([]);
    expect(calls.map(usersIn)).toEqual([['u3']]);
    expect(letters.map(({ attributes }) => attributes['reason'])).toEqual(['rejected']);
  });

  it('is sent three times at most under `resend` as far as nobody knows how that ends', async () => {
    const { take, calls } = work(events, { answer: refusing(['u4'], { u3: unknown }), unknownOutcome: 'resend' });
    const message = record('m', track(['u1', 'u2', 'u3', 'u4']));
    for (let receive = 0; receive < 6; receive += 1) await take([message]);
    expect(calls.map(usersIn).filter((ids) => ids.join() === 'u3')).toHaveLength(3);
  });

  it('is known as far as it had come when it was cut off', async () => {
    const { take, calls, letters, clock, remembered } = work(events, { answer: refusing(['u4']), concurrency: 1 });
    const message = record('m', track(['u1', 'u2', 'u3', 'u4']));
    let settled = 0;
    // Cut off after the first half: nothing more reaches the ledger.
    remembered.refuse((written) => (written.end?.pieces && ++settled > 1 ? new Error('Cut off.') : undefined));
    await take([message]);
    remembered.refuse(() => undefined);
    clock.advance(AFTER_ITS_OWNER_MS);
    calls.length = 0;
    letters.length = 0;
    expect(await take([message])).toEqual([]);
    expect(calls).toEqual([]);
    expect(letters.map(({ attributes }) => attributes['detail'])).toEqual(['ios: 2 accepted, 2 unknown INTERRUPTED']);
  });

  it('does not send what it had not told of when it was cut off, though something else of it is deferred', async () => {
    let first: Outcome = throttled;
    const { take, calls, letters, clock, remembered } = work(events, {
      answer: (call) => {
        const ids = usersIn(call);
        if (ids.length === 4) return rejected;
        return ids.includes('u1') ? first : accepted;
      },
    });
    const message = record('m', track(['u1', 'u2', 'u3', 'u4']));
    // That the second half landed is not written any more.
    const isOfAccepted = ({ state }: { state: string }) => state === 'accepted';
    remembered.refuse(({ end }) => (end?.pieces?.some(isOfAccepted) ? new Error('Cut off.') : undefined));
    expect(await take([message])).toEqual(['m']);
    remembered.refuse(() => undefined);
    clock.advance(AFTER_ITS_OWNER_MS);
    calls.length = 0;
    first = accepted;
    expect(await take([message])).toEqual([]);
    expect(calls.map(usersIn)).toEqual([['u1', 'u2']]);
    expect(letters.map(({ attributes }) => [attributes['reason'], attributes['detail']])).toEqual([
      ['unknown-outcome', 'ios: 2 accepted, 2 unknown INTERRUPTED'],
    ]);
  });

  it('never has an event accepted twice, nor loses one in silence, whatever is redelivered', async () => {
    const outcomes = [accepted, accepted, throttled, unknown, rejected];
    const messages = fc.array(fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 4,
    });
    const bad = fc.uniqueArray(fc.nat(7), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(
        messages,
        bad,
        fc.infiniteStream(fc.nat(4)),
        fc.infiniteStream(fc.nat(9)),
        async (asked, worst, dice, luck) => {
          const yes = new Map<string, number>();
          const { take, letters, clock, remembered } = work(events, {
            answer: (call) => {
              const marks: string[] = call.body.flatMap(({ events: all }: { events: { label: string }[] }) =>
                all.map(({ label }) => label),
              );
              const isBad = usersIn(call).some((id) => worst.includes(Number(id.slice(1))));
              const outcome = isBad ? rejected : (outcomes[dice.next().value ?? 0] as Outcome);
              if (outcome === accepted) for (const mark of marks) yes.set(mark, (yes.get(mark) ?? 0) + 1);
              return outcome;
            },
          });
          // What is written at the end of a call is lost at times, as if the function had died before.
          remembered.refuse(({ state, end }) =>
            (state !== 'sending' || end?.pieces) && luck.next().value === 0 ? new Error('Cut off.') : undefined,
          );
          const records = asked.map((users, index) =>
            record(`m${index}`, {
              apps: ['ios'],
              users: users.map((id) => ({ id: `u${id}`, events: [{ name: 'ue.a', label: `${index} ${id}` }] })),
            }),
          );
          let left = records;
          for (let receive = 0; left.length > 0 && receive < 200; receive += 1) {
            const back = await take(left);
            left = left.filter(({ messageId }) => back.includes(messageId));
            clock.advance(AFTER_ITS_OWNER_MS);
          }
          expect(left).toEqual([]);
          for (const count of yes.values()) expect(count).toBe(1);
          for (const [index, users] of asked.entries()) {
            const isTold = letters.some(({ attributes }) => attributes['source'] === `m${index}`);
            expect(isTold || users.every((id) => yes.has(`${index} ${id}`))).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
