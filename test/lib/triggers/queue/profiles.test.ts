import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { profilesUpdate } from '../../../../lib/endpoints/v2/profiles-update.ts';
import { accepted, outage, rejected, throttled, unknown } from '../../../support/outcomes.ts';
import { acceptedBut, idsIn, type Operation, operation, operationsIn, toldIn } from '../../../support/profiles.ts';
import { AFTER_ITS_OWNER_MS, record, work } from '../../../support/work.ts';

const profiles = profilesUpdate as Endpoint;

const of = (...all: Operation[]) => ({ profiles: all });
const isBad = ({ attributes }: Operation) => attributes.a < 0 && `a: quotes ${attributes.a}`;
/** The message as it is received once more. */
const again = (received: ReturnType<typeof record>) => ({
  ...received,
  attributes: { ...received.attributes, ApproximateReceiveCount: '2' },
});
const reasons = (letters: readonly { attributes: Readonly<Record<string, string>> }[]) =>
  letters.map(({ attributes }) => [attributes['source'], attributes['reason'], attributes['detail']]);

describe('an operation that Batch names', () => {
  it('is refused alone, whichever message it came in', async () => {
    const { take, calls, letters } = work(profiles, { answer: (call) => acceptedBut(call, isBad) });
    const back = await take([
      record('good', of(operation('u1'), operation('u2'))),
      record('half', of(operation('u3'), operation('u4', -1), operation('u5', -2))),
      record('bad', of(operation('u6', -1))),
    ]);
    expect(back).toEqual([]);
    expect(calls.map(idsIn)).toEqual([['u1', 'u2', 'u3', 'u4', 'u5', 'u6']]);
    expect(reasons(letters)).toEqual([
      ['half', 'rejected', 'main: 1 accepted, 2 rejected ITEM_REFUSED'],
      ['bad', 'rejected', 'main: 1 rejected ITEM_REFUSED'],
    ]);
  });

  it('is tried one by one and in order, if it was merged from several messages', async () => {
    const { take, calls, letters } = work(profiles, { answer: (call) => acceptedBut(call, isBad) });
    await take([
      record('a', of(operation('u1', 1), operation('v'))),
      record('b', of(operation('u1', -1))),
      record('c', of(operation('u1', -2), operation('w'))),
    ]);
    expect(calls.map(toldIn)).toEqual([['u1 a=-2', 'v a=1', 'w a=1'], ['u1 a=1'], ['u1 a=-1'], ['u1 a=-2']]);
    expect(reasons(letters)).toEqual([
      ['b', 'rejected', 'main: 1 rejected ITEM_REFUSED'],
      ['c', 'rejected', 'main: 1 accepted, 1 rejected ITEM_REFUSED'],
    ]);
  });

  it('is nobody, at a place where nothing stands', async () => {
    const answer = (): Outcome => ({ ...accepted, refused: [-1, 1, 9].map((index) => ({ index, reason: 'r' })) });
    const { take, letters } = work(profiles, { answer });
    expect(await take([record('m', of(operation('u1', 1, 'e')))])).toEqual([]);
    expect(letters).toEqual([]);
  });

  it('is never sent again, not even on a person’s word: Batch took its events', async () => {
    const { take, calls, letters } = work(profiles, { answer: (call) => acceptedBut(call, isBad) });
    const body = of(operation('u1', 1, 'e'), operation('u2', -1, 'e'));
    await take([record('m', body)]);
    calls.length = 0;
    const messageAttributes = { idempotency_key: 'm', since: '0', 'rejected-outcome': 'retry' };
    expect(await take([record('again', body, { messageAttributes })])).toEqual([]);
    expect(calls).toEqual([]);
    expect(letters.map(({ attributes }) => attributes['detail'])).toEqual([
      'main: 1 accepted, 1 rejected ITEM_REFUSED',
      'main: 1 accepted, 1 rejected ITEM_REFUSED',
    ]);
  });

  it('stays refused when the call was halved for another reason', async () => {
    const { take, calls, letters } = work(profiles, {
      answer: (call) => (idsIn(call).includes('u4') ? rejected : acceptedBut(call, isBad)),
    });
    await take([record('m', of(operation('u1', 1, 'e'), operation('u2', -1, 'e'), operation('u3'), operation('u4')))]);
    expect(calls.map(idsIn)).toEqual([['u1', 'u2', 'u3', 'u4'], ['u1', 'u2'], ['u3', 'u4'], ['u3'], ['u4']]);
    expect(reasons(letters)).toEqual([['m', 'rejected', 'main: 2 accepted, 1 rejected ITEM_REFUSED, 1 rejected X']]);
  });
});

describe('operations that may be repeated, and such that may not', () => {
  it('stand in one batch: without a ledger the first are done and the others wait', async () => {
    const { take, calls } = work(profiles, { ledger: undefined });
    expect(await take([record('plain', of(operation('u1'))), record('events', of(operation('u2', 1, 'e')))])).toEqual([
      'events',
    ]);
    expect(calls.map(idsIn)).toEqual([['u1']]);
  });

  it('do not share a call: what is unknown parks the one kind and sends back the other', async () => {
    const { take, letters } = work(profiles, { answer: () => unknown });
    const back = await take([record('plain', of(operation('u1'))), record('events', of(operation('u2', 1, 'e')))]);
    expect(back).toEqual(['plain']);
    expect(reasons(letters)).toEqual([['events', 'unknown-outcome', 'main: 1 unknown X']]);
  });

  it('wait for one another where they are about one profile, and for nobody else', async () => {
    const { take, calls } = work(profiles, {
      answer: (call) => (toldIn(call).includes('u1 a=1') ? outage : accepted),
    });
    const back = await take([
      record('first', of(operation('u1', 1))),
      record('second', of(operation('u1', 2, 'e'))),
      record('third', of(operation('u1', 3))),
      record('other', of(operation('u2', 1, 'f'))),
      record('another', of(operation('u2', 2))),
    ]);
    expect(back.sort()).toEqual(['first', 'second', 'third']);
    expect(calls.flatMap(toldIn)).not.toContain('u1 a=2 e');
    expect(calls.flatMap(toldIn)).toContain('u2 a=2');
  });

  it('are made again only as far as they are open: an older word is never said over a newer one', async () => {
    let first = true;
    const { take, calls } = work(profiles, {
      // Of a message of two, the one that has to wait for an event of its profile is put off.
      answer: (call) => (first && toldIn(call).includes('u1 a=9') ? outage : accepted),
    });
    const old = record('old', of(operation('u2', 8), operation('u1', 9)), { SentTimestamp: '2' });
    const back = await take([
      record('event', of(operation('u1', 1, 'e')), { SentTimestamp: '1' }),
      old,
      record('new', of(operation('u2', 10)), { SentTimestamp: '3' }),
    ]);
    expect(back).toEqual(['old']);
    expect(calls.flatMap(toldIn)).toContain('u2 a=10');
    first = false;
    calls.length = 0;
    expect(await take([again(old)])).toEqual([]);
    expect(calls.flatMap(toldIn)).toEqual(['u1 a=9']);
  });

  it('have no project to go to in a secret without any, and say so, until it has one', async () => {
    let text = JSON.stringify({ restApiKey: 'k', apps: { ios: 'i' } });
    const { take, clock, calls } = work(profiles, { secret: async () => text });
    const body = of(operation('u1', 1, 'e'));
    expect(await take([record('m', body)])).toEqual(['m']);
    expect(calls).toEqual([]);
    text = JSON.stringify({ restApiKey: 'k', projects: { main: 'p' } });
    clock.advance(11_000);
    expect(await take([record('m', body)])).toEqual([]);
    expect(calls.map(({ app }) => app)).toEqual(['p']);
  });

  it('come to Batch in the end as they would one by one, each event once, whatever goes wrong on the way', async () => {
    const outcomes = [accepted, accepted, accepted, throttled, unknown];
    const drawn = fc.record({ id: fc.constantFrom('u1', 'u2', 'u3'), hasEvent: fc.boolean(), isBad: fc.boolean() });
    const messages = fc.array(fc.array(drawn, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        messages,
        fc.infiniteStream(fc.nat(4)),
        fc.infiniteStream(fc.nat(9)),
        async (asked, dice, luck) => {
          const events = new Map<string, number>();
          const held = new Map<string, number>();
          const { take, letters, clock, remembered } = work(profiles, {
            answer: (call) => {
              const outcome = outcomes[dice.next().value ?? 0] as Outcome;
              if (outcome !== accepted) return outcome;
              for (const { identifiers, attributes, events: own = [] } of operationsIn(call)) {
                if (attributes.a > 0) held.set(identifiers.custom_id, attributes.a);
                for (const { name } of own) events.set(name, (events.get(name) ?? 0) + 1);
              }
              return acceptedBut(call, isBad);
            },
          });
          // What is noted of a message that goes back is written here: without it, that begins anew.
          remembered.refuse(({ state, end, until }) =>
            until > 0 && (state !== 'sending' || end?.pieces) && luck.next().value === 0
              ? new Error('Cut off.')
              : undefined,
          );
          let count = 0;
          const last = new Map<string, number>();
          const bodies = asked.map((message) =>
            of(
              ...message.map(({ id, hasEvent, isBad: bad }) => {
                count += 1;
                if (!bad) last.set(id, count);
                return operation(id, bad ? -count : count, hasEvent ? `e${count}` : undefined);
              }),
            ),
          );
          let left = bodies.map((body, index) => record(`m${index}`, body, { SentTimestamp: `${index + 1}` }));
          for (let receive = 0; left.length > 0 && receive < 200; receive += 1) {
            const back = await take(left);
            left = left.filter(({ messageId }) => back.includes(messageId)).map(again);
            clock.advance(AFTER_ITS_OWNER_MS);
          }
          expect(left).toEqual([]);
          for (const times of events.values()) expect(times).toBe(1);
          const parked = new Set(
            letters
              .filter(({ attributes }) => attributes['reason'] === 'unknown-outcome')
              .map(({ attributes }) => attributes['source']),
          );
          for (const [index, { profiles: all }] of bodies.entries()) {
            if (parked.has(`m${index}`)) continue;
            for (const { events: own = [] } of all) for (const { name } of own) expect(events.get(name)).toBe(1);
            const isRefused = letters.some(({ attributes }) => attributes['source'] === `m${index}`);
            const bad = all.filter(({ attributes }) => attributes.a < 0);
            if (isRefused) expect(bad).not.toEqual([]);
            // One without an event may be overwritten before Batch gets to see it.
            else expect(bad.filter(({ events: own = [] }) => own.length > 0)).toEqual([]);
          }
          // Where nothing was parked, all that is good has arrived, the last word last.
          if (parked.size === 0) for (const [id, value] of last) expect([id, held.get(id)]).toEqual([id, value]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
