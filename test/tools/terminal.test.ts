import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../tools/shared/terminal.ts';

async function answer(typed: string, signal = new AbortController().signal) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(typed);
  const isAgreed = await confirm('Delete 3 letters?', input, output, signal);
  output.end();
  return { isAgreed, asked: await text(output) };
}

describe('a question', () => {
  it('tells which answer is the default', async () => {
    expect((await answer('y\n')).asked).toContain('Delete 3 letters? [y/N] ');
  });

  it.each([
    ['y\n', true],
    ['Yes\n', true],
    [' y \n', true],
    ['\n', false],
    ['n\ny\n', false],
    ['yeah no\n', false],
    ['', false],
  ])('answered %j is %s', async (typed, isAgreed) => {
    expect((await answer(typed)).isAgreed).toBe(isAgreed);
  });

  it('lets go of the terminal once it is answered, so that the program can end', async () => {
    const input = new PassThrough();
    input.write('y\n');
    await confirm('Delete?', input, new PassThrough(), new AbortController().signal);
    expect(input.isPaused()).toBe(true);
  });

  it('is a no when the person stops the program instead', async () => {
    const stopping = new AbortController();
    const waiting = confirm('Delete?', new PassThrough(), new PassThrough(), stopping.signal);
    stopping.abort();
    expect(await waiting).toBe(false);
  });
});
