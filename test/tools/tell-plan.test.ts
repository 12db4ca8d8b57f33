import { describe, expect, it } from 'vitest';
import type { LetterHead } from '../../tools/dead-letters/letter.ts';
import { makePlan } from '../../tools/dead-letters/plan.ts';
import { tellQuestion } from '../../tools/dead-letters/tell-plan.ts';

const head = { source: '', name: 'the-name', detail: '', sentAt: 2, since: 1, bytes: 2 };
const box = {
  capability: { name: 'transactional-send', effect: 'once' as const },
  queueName: 'queue',
  queueUrl: '',
  deadLetterQueueUrl: '',
  maxReceiveCount: 150,
  maxMessageBytes: 1_044_480,
};

function askedAbout(...reasons: LetterHead['reason'][]): string {
  const letters = reasons.map((reason, index) => ({ ...head, reason, id: `${index}` }));
  const reading = { box, letters, seen: letters.length, counted: letters.length, notGivenBack: 0 };
  return tellQuestion('resend', [makePlan('resend', reading)]);
}

describe('before anything is sent again', () => {
  it.each([
    [['unknown-outcome', 'unknown-outcome'], 'nobody knows whether Batch sent 2 letters'],
    [['too-old'], 'the ledger may have forgotten what was sent of 1 letter'],
    [
      ['too-old', 'unknown-outcome'],
      'nobody knows whether Batch sent 1 letter, and the ledger may have forgotten what was sent of 1 letter',
    ],
  ] as const)('people are told who may get it twice, and why: %j', (reasons, why) => {
    const question = askedAbout(...reasons);
    expect(question).toContain(`People may get the same push twice: ${why}.`);
  });
});
