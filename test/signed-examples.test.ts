import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capabilityOf } from '../lib/endpoints/catalog.ts';
import { useStack } from './support/stack.ts';
import { skipBecause, versionOf } from './support/systems.ts';
import { bareEnvironment, finish } from './support/tool.ts';

const UTF8 = { encoding: 'utf8' } as const;
const root = resolve(import.meta.dirname, '..');
const [, section = ''] = readFileSync(resolve(root, 'docs/examples.md'), UTF8).split('\n## Signed\n');

/** The one block of a language. */
function exampleIn(language: string): string {
  const [block, ...more] = section.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 'gs'));
  if (!block?.[1] || more.length > 0) throw new Error(`There is not one example in ${language}.`);
  return block[1];
}

/** Why the example can't be run here, if it can't: `--aws-sigv4` came with curl 7.75. */
function faultOfCurl(): string | undefined {
  if (versionOf('sh', '-c', 'true') === undefined) return 'there is no sh';
  const [, version, major, minor] = /^curl ((\d+)\.(\d+)\S*)/.exec(versionOf('curl') ?? '') ?? [];
  if (version === undefined) return 'there is no curl';
  const isNewEnough = Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 75);
  return isNewEnough ? undefined : `curl is ${version}, older than 7.75`;
}

/** As a reader runs them, but that curl's progress would stand on stderr. */
const RUN = {
  sh: (env: NodeJS.ProcessEnv) => finish(spawn('sh', ['-c', `${exampleIn('sh')} -sS`], { env })),
  js: (env: NodeJS.ProcessEnv) =>
    finish(spawn(process.execPath, ['--input-type=module', '-'], { env, cwd: root }), exampleIn('js')),
};

const { stack, calls } = useStack({}, { checkSignatures: true });

describe.each(['sh', 'js'] as const)('the signed example in %s', (language) => {
  skipBecause(language === 'sh' ? faultOfCurl() : undefined);

  async function run(env: Record<string, string>) {
    const { code, stdout, stderr } = await RUN[language]({
      ...bareEnvironment(),
      ...stack().awsEnvironment,
      URL: stack().url,
      ...env,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  }

  it.each<Record<string, string>>([{}, { AWS_SESSION_TOKEN: 'a/b+c==' }])(
    'sends the push, signed with %j',
    async (env) => {
      expect(await run(env)).toContain('"status":"accepted"');
      const { recipients, message } = capabilityOf('transactional-send').example as Record<string, unknown>;
      expect((await calls()).map(({ status, body }) => ({ status, body }))).toEqual(
        ['ios', 'android', 'web'].map(() => ({ status: 201, body: expect.objectContaining({ recipients, message }) })),
      );
    },
  );

  it('is forbidden with another key', async () => {
    expect(await run({ AWS_SECRET_ACCESS_KEY: 'other' })).toContain('{"message":"Forbidden"}');
    expect(await calls()).toEqual([]);
  });
});

it.each(['python', 'java', 'php'])('there is a signed example in %s, of the same push', (language) => {
  for (const part of ['execute-api', '/transactional/send', 'How is it going?']) {
    expect(exampleIn(language)).toContain(part);
  }
});
