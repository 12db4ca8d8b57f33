import { join } from 'node:path';
import { expect, it } from 'vitest';
import { finish, startTool, type Tool } from '../support/tool.ts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** Profiles of whoever runs the tests may have a region. */
const NO_PROFILES = {
  AWS_CONFIG_FILE: join(import.meta.dirname, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: join(import.meta.dirname, 'none'),
};

const COMMANDS: [Tool, string[], string?][] = [
  ['bulk', ['status', 'a-bulk-that-is-not-there', '--url', 'http://127.0.0.1:9']],
  ['dead-letters', ['list']],
  ['put-secret', ['--yes'], '{"restApiKey":"key","apps":{"ios":"other"}}'],
  ['smoke', []],
];

it.each(COMMANDS)('%s %j without a region says so in its own words, and nothing else', async (tool, args, input) => {
  const child = await startTool(tool, args, { env: { ...CREDENTIALS, ...NO_PROFILES } });
  const { code, stderr } = await finish(child, input);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^No AWS region: AWS_REGION .*\n$/) });
});
