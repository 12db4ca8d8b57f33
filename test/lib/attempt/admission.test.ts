import { describe, expect, it } from 'vitest';
import type { Secret } from '../../../lib/aws/secret.ts';
import { transactionalSend } from '../../../lib/endpoints/v1/transactional-send.ts';
import { ConfigurationError, LedgerUnavailableError, SecretsUnavailableError } from '../../../lib/errors.ts';
import { admitted, asked, PUSH, secretOf, world } from '../../support/attempts.ts';
import { accepted, unknown } from '../../support/outcomes.ts';

describe('whoever asks', () => {
  const forApp = (...apps: string[]) => ({ ...PUSH, apps });

  it('says which apps it is for, or does not', async () => {
    const own = world().attempt();
    expect((await admitted(own, asked('a'))).namesApps).toBe(false);
    expect((await admitted(own, asked('a', forApp('ios')))).namesApps).toBe(true);
  });

  it('is turned away who has another body under the same name', async () => {
    const { attempt } = world();
    const own = attempt();
    await own.carryOut([await admitted(own, asked('a'))]);
    const other = { ...PUSH, group_id: 'other' };
    expect(await own.admit(asked('a', other, { comesBack: true }))).toEqual({ turned: 'other-body', refusals: [] });
    expect(await own.admit(asked('a', PUSH, { comesBack: true }))).toMatchObject({ namesApps: false });
  });

  it('is told why the ledger could not be asked, which a request must be that would be refused', async () => {
    const { attempt, ledger } = world();
    const down = { ...ledger, read: () => Promise.reject(Object.assign(new Error('x'), { name: 'TimeoutError' })) };
    const own = attempt(transactionalSend, { ledger: down });
    await expect(own.admit(asked('a', forApp('tv')))).rejects.toThrow(
      new LedgerUnavailableError('The ledger is out of reach (TimeoutError).'),
    );
    expect(await own.admit(asked('a', PUSH, { comesBack: true }))).toMatchObject({ unread: { name: 'TimeoutError' } });
    const without = attempt(transactionalSend, { ledger: undefined });
    await expect(without.admit(asked('a', PUSH, { comesBack: true }))).rejects.toThrow(ConfigurationError);
  });

  it('is held against the apps that the request is for', async () => {
    const guarded: unknown[] = [];
    const guard = ({ apps }: { apps: readonly string[] }) => {
      guarded.push(apps);
      return [];
    };
    const own = world().attempt({ ...transactionalSend, guard });
    await own.admit(asked('a'));
    await own.admit(asked('a', forApp('android')));
    expect(guarded).toEqual([['ios', 'android'], ['android']]);
  });

  it('is refused an alias that has left the secret, as long as nothing was sent to any app', async () => {
    const at = world(() => ({ status: 'deferred', by: 'outage', error: { name: 'X', detail: '' } }));
    const own = at.attempt();
    await own.carryOut([await admitted(own, asked('a', forApp('ios', 'android')))]);
    const later = at.attempt(transactionalSend, { secret: secretOf({ ios: 'key-1' }) });
    expect(await later.admit(asked('a', forApp('ios', 'android')))).toEqual({
      turned: 'refused',
      refusals: [{ status: 400, pointer: '/apps/1', detail: expect.stringMatching(/^is not an app/) }],
    });
  });

  it('is not sent to a key that may be rotated while the secret can not be read again', async () => {
    const at = world(({ key }) => (key === 'key-1' ? accepted : unknown));
    const own = at.attempt();
    await own.carryOut([await admitted(own, asked('a'))]);
    const secret = secretOf({ ios: 'key-1', android: 'key-9' });
    const again = asked('a', PUSH, { comesBack: true });
    const appsNow = async (renew: () => Promise<Secret>) =>
      (await admitted(at.attempt(transactionalSend, { secret, renew }), again)).targets.map(({ app }) => app);
    expect(await appsNow(async () => secret)).toEqual(['ios', 'android']);
    expect(await appsNow(() => Promise.reject(new SecretsUnavailableError('x')))).toEqual(['ios', 'android!']);
  });

  it('is told what makes a request invalid that was sent in part when it was valid', async () => {
    const at = world(({ key }) => (key === 'key-1' ? accepted : unknown));
    const own = at.attempt();
    await own.carryOut([await admitted(own, asked('a'))]);
    const guard = () => [
      { status: 400, pointer: '/push_time', detail: 'is over' },
      { status: 403, detail: 'is not allowed' },
    ];
    const later = at.attempt({ ...transactionalSend, guard });
    expect((await admitted(later, asked('a'))).noLongerValid?.error.detail).toBe(
      'Not sent: the request was valid when it was first tried and is not any more. /push_time is over; is not allowed',
    );
  });
});
