import { describe, expect, it } from 'vitest';
import { readArguments } from '../../tools/dead-letters/arguments.ts';
import { CAPABILITIES } from '../../tools/dead-letters/capabilities.ts';

describe('arguments', () => {
  it('mean every letter of stage dev unless they say otherwise', () => {
    expect(readArguments(['list'])).toMatchObject({
      command: 'list',
      stage: 'dev',
      capabilities: CAPABILITIES,
      filter: { reasons: [], ids: [] },
      yes: false,
      reveal: false,
      endpointUrl: undefined,
    });
  });

  it('may name several letters and reasons', () => {
    const args = [
      'retry',
      '--id',
      'a',
      '--id=b',
      '--reason',
      'rejected',
      '--reason',
      'moved-by-sqs',
      '--queue',
      'campaign-create',
    ];
    expect(readArguments(args)).toMatchObject({
      capabilities: [{ name: 'campaign-create' }],
      filter: { ids: ['a', 'b'], reasons: ['rejected', 'moved-by-sqs'] },
    });
  });

  it.each([
    [[], ['A command is missing.']],
    [['shout'], ['shout is not a command.']],
    [['list', 'show'], ['show is one command too many.']],
    [['list', '--loud'], ['--loud is not an option.']],
    [['list', '--stage'], ['--stage needs a value.']],
    [['list', '--id='], ['--id needs a value.']],
    [['retry', '--stage', '--yes'], ['--stage needs a value.']],
    [['retry', '--yes=no'], ['--yes takes no value.']],
    [['list', '--stage', 'a b'], ['--stage: a b is no stage: up to 18 letters, digits and hyphens.']],
    [['list', '--queue', 'mail'], ['--queue: mail is not a capability.']],
    [['list', '--reason', 'bad'], ['--reason: bad is not a reason.']],
    [['list', '--endpoint-url', 'localhost:3003'], ['--endpoint-url: localhost:3003 is not a URL with http or https.']],
    [
      ['shout', '--loud', '--queue', 'mail'],
      ['shout is not a command.', '--loud is not an option.', '--queue: mail is not a capability.'],
    ],
  ])('%j: every fault is named', (args, faults) => {
    expect(readArguments(args)).toEqual({ faults });
  });

  it('may ask for help whatever else they say', () => {
    expect(readArguments(['shout', '--help'])).toBe('help');
  });
});
