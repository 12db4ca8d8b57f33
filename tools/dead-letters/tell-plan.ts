import { tellDuration } from '../shared/duration.ts';
import type { Tally } from './act.ts';
import type { LetterHead } from './letter.ts';
import { countTaken, type Plan, type Planned } from './plan.ts';
import type { Action, Risk, WhyLeft } from './policy.ts';
import { byReason, counted, tellNotGivenBack } from './tell-letters.ts';

const WHY_LEFT: Readonly<Record<WhyLeft, (ids: string) => string>> = {
  unknown: () => 'Nobody knows whether Batch sent them. `resend` sends them again.',
  forgotten: () => 'The ledger may have forgotten what was sent of them. `resend` sends them again.',
  'no-risk': () => 'Nothing of them would be sent twice. `retry` is the command for them.',
  'too-large': (ids) => `With their name they are larger than the queue takes, so they can't be put back: ${ids}`,
};

/** For `retry`, which does not know for how long the ledger of the stack remembers. */
const AGE_DECIDES =
  'A push or a campaign that was first sent longer ago than the ledger remembers (`ledgerTtlDays`) is not sent, but comes back as too-old.';

/**
 * What is about to be done, queue by queue, and what is not.
 *
 * @param now milliseconds since the epoch
 */
export function tellPlan(action: Action, plans: readonly Plan[], now: number): string {
  const lines = plans.flatMap(({ reading: { box }, taken, left }) => [
    ...(taken.length > 0
      ? [`${action} ${tellPlanned(taken, now)} ${action === 'discard' ? 'of' : 'to'} ${box.queueName}`]
      : []),
    ...(Object.keys(WHY_LEFT) as WhyLeft[]).flatMap((because) => {
      const them = left.filter(({ decision }) => decision.kind === 'leave' && decision.because === because);
      const ids = them.map(({ letter }) => letter.id).join(', ');
      return them.length > 0
        ? [`leave ${tellPlanned(them, now)} of ${box.capability.name}. ${WHY_LEFT[because](ids)}`]
        : [];
    }),
  ]);
  const isAgeDecisive = plans.some(
    ({ reading, taken }) => taken.length > 0 && reading.box.capability.effect === 'once',
  );
  if (action === 'retry' && isAgeDecisive) lines.push(AGE_DECIDES);
  return lines.join('\n') || 'There are no such letters.';
}

/** `3 letters (1 rejected, first sent 5 min ago; 2 too-old, first sent 8 d 1 h to 9 d 4 h ago)` */
function tellPlanned(planned: readonly Planned[], now: number): string {
  const groups = byReason(planned.map(({ letter }) => letter)).map(
    ([reason, letters]) => `${letters.length} ${reason}, first sent ${tellAges(letters, now)} ago`,
  );
  return `${counted(planned.length)} (${groups.join('; ')})`;
}

function tellAges(letters: readonly LetterHead[], now: number): string {
  const ages = letters.map(({ since }) => now - since).sort((one, other) => one - other);
  const [least, most] = [ages[0], ages.at(-1)].map((age = 0) => tellDuration(age));
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** What a person is asked to agree to. */
export function tellQuestion(action: Action, plans: readonly Plan[]): string {
  const letters = counted(countTaken(plans));
  if (action === 'discard') return `Delete ${letters} for good?`;
  if (action === 'retry') return `Put ${letters} back?`;
  return `People may get the same push twice: ${tellRisks(plans)}. Send ${letters} again?`;
}

function tellRisks(plans: readonly Plan[]): string {
  const decisions = plans.flatMap(({ taken }) => taken.map(({ decision }) => decision));
  const count = (risk: Risk) => decisions.filter((one) => one.kind === 'send' && one.risk === risk).length;
  const [unknown, forgotten] = [count('unknown'), count('forgotten')];
  return [
    ...(unknown > 0 ? [`nobody knows whether Batch sent ${counted(unknown)}`] : []),
    ...(forgotten > 0 ? [`the ledger may have forgotten what was sent of ${counted(forgotten)}`] : []),
  ].join(', and ');
}

/** How far it came. */
export function tellTally(action: Action, { done, notGivenBack }: Tally, agreed: number, isStopped: boolean): string {
  const end = action === 'discard' ? 'deleted' : 'put back';
  return [
    isStopped
      ? `Stopped: ${done} of ${counted(agreed)} ${end}, the others lie where they were.`
      : `${done} of ${counted(agreed)} ${end}.`,
    ...tellNotGivenBack(notGivenBack),
  ].join('\n');
}

/** What did not go as agreed, line by line. */
export function tellTroubles({ failures, missing }: Tally): string[] {
  return [
    ...failures.map(({ id, errorName, isInBoth }) =>
      isInBoth ? `${id}: ${errorName}. It is back on its queue, and still a dead letter.` : `${id}: ${errorName}`,
    ),
    ...(missing > 0
      ? [`${counted(missing)} could not be found any more: somebody else took them, or holds them.`]
      : []),
  ];
}
