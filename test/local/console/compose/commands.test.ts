import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../../../../lib/endpoints/catalog.ts';
import { sampleOf } from '../../../../lib/endpoints/sample.ts';
import { asClientCall, asCurl, asEvent, asMessage } from '../../../../local/console/page/parts/form/commands.ts';

const HTTP = { url: 'http://127.0.0.1:3000', isSigned: false, method: 'POST', path: '/data/users' };

/** What a shell makes of a command: its arguments. Those within `$(…)` are not run. */
function argumentsOf(command: string): readonly string[] {
  const script = `aws() { printf '%s\\0' "$@"; }; curl() { printf '%s\\0' "$@"; }; ${command}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

function following(name: string, all: readonly string[]): string {
  return all[all.indexOf(name) + 1] ?? '';
}

describe('what is copied', () => {
  it.each(CATALOG)('asks for the same over HTTP as any caller of $name', ({ route, example, ...capability }) => {
    const sample = sampleOf({ ...capability, route, example });
    const all = argumentsOf(asCurl({ request: example, key: undefined }, { ...HTTP, ...route }));
    expect(all[0]).toBe(`${HTTP.url}${sample.path}`);
    const isPost = all.includes('-d') || following('-X', all) === 'POST';
    expect(isPost).toBe(route.method === 'POST');
    const members = all.includes('-d') ? JSON.parse(following('-d', all)) : {};
    expect({ ...sample.pathParameters, ...sample.queryStringParameters, ...members }).toEqual(example);
  });

  it('means the same to a shell, whatever characters are in it', () => {
    const text = `it's "$HOME" \\ $(echo x) \`echo x\` ! \n é 👩‍👧 ''`;
    const composed = { request: { text }, key: text };
    const curl = argumentsOf(asCurl(composed, HTTP));
    expect(JSON.parse(following('-d', curl))).toEqual({ text });
    expect(curl).toContain(`Idempotency-Key: ${text}`);
    const [entry] = JSON.parse(following('--entries', argumentsOf(asEvent(composed, 'Batch Test', 'bus'))));
    expect(JSON.parse(entry.Detail)).toEqual({ idempotency_key: text, text });
    const message = argumentsOf(asMessage(composed, 'queue'));
    expect(JSON.parse(following('--message-body', message))).toEqual({ idempotency_key: text, text });
  });

  it('is signed where the gateway asks for it, with credentials of the environment', () => {
    expect(asCurl({ request: {}, key: undefined }, HTTP)).not.toContain('sigv4');
    expect(asCurl({ request: {}, key: undefined }, { ...HTTP, isSigned: true })).toContain(
      '--aws-sigv4 aws:amz:eu-west-1:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    );
  });

  it('calls the method of the client with the request and its name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const code = asClientCall({ request: { text }, key: text }, HTTP.url, 'customDataUpdate');
        const call = /batch\.customDataUpdate\((.*)\);\n$/s.exec(code)?.[1];
        expect(JSON.parse(`[${call?.replace('idempotencyKey:', '"idempotencyKey":')}]`)).toEqual([
          { text },
          { idempotencyKey: text },
        ]);
      }),
    );
    expect(asClientCall({ request: {}, key: undefined }, HTTP.url, 'campaignList')).toContain(
      'batch.campaignList({});',
    );
  });
});
