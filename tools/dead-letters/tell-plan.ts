import type { Tally } from './act.ts';
import { countTaken, type Plan, type Planned } from './plan.ts';
import { type Action, MAX_RETRY_AGE_MS, type Risk } from './policy.ts';
import { byReason, counted, tellNotGivenBack } from './tell-letters.ts';

const MS_PER_DAY = 24 * 60 * 60 * 1000;

const WHY_LEFT = {
  unknown: 'Nobody knows whether Batch sent them. `resend` sends them again.',
  forgotten: `Over ${MAX_RETRY_AGE_MS / MS_PER_DAY} days old: the ledger may not remember what of them was sent. \`resend\` sends them again.`,
  'no-risk': 'Nothing of them would be sent twice. `retry` is the command for them.',
};

/** What is about to be done, queue by queue, and what is not. */
export function tellPlan(action: Action, plans: readonly Plan[]): string {
  const lines = plans.flatMap(({ reading: { box }, taken, left }) => [
    ...(taken.length > 0
      ? [`${action} ${tellPlanned(taken)} ${action === 'discard' ? 'of' : 'to'} ${box.queueName}`]
      : []),
    ...(['unknown', 'forgotten', 'no-risk'] as const).flatMap((because) => {
      const them = left.filter(({ decision }) => decision.kind === 'leave' && decision.because === because);
      return them.length > 0 ? [`leave ${tellPlanned(them)} of ${box.capability.name}. ${WHY_LEFT[because]}`] : [];
    }),
  ]);
  return lines.join('\n') || 'There are no such letters.';
}

/** `2 letters (1 rejected, 1 deferred)` */
function tellPlanned(planned: readonly Planned[]): string {
  const reasons = byReason(planned.map(({ letter }) => letter)).map(([reason, { length }]) => `${length} ${reason}`);
  return `${counted(planned.length)} (${reasons.join(', ')})`;
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
    ...(unknown > 0 ? [`nobody knows whether ${counted(unknown)} went out already`] : []),
    ...(forgotten > 0 ? [`the ledger may not remember what of ${counted(forgotten)} went out already`] : []),
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
