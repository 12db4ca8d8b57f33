import { describe, expect, it } from 'vitest';
import { pushesIn } from '../../../../local/console/page/parts/form/pushes.ts';

const call = (of: string, body: unknown) => ({ of, items: 1, method: 'POST', path: '/', body });

describe('what phones would be told', () => {
  it('is told once per app, into however many calls a list is cut', () => {
    const push = { message: { body: 'Hello' } };
    const calls = [call('ios', push), call('ios', push), call('android', push)];
    expect(pushesIn(calls)).toEqual([
      { app: 'ios', push },
      { app: 'android', push },
    ]);
  });

  it('is each language of a campaign, with what all have in common', () => {
    const messages = [
      { language: 'en', body: 'Sale' },
      { language: 'fr', title: 'Soldes', body: 'Dès demain' },
    ];
    expect(pushesIn([call('ios', { deeplink: 'app://sale', messages })])).toEqual([
      { app: 'ios', language: 'en', push: { deeplink: 'app://sale', message: { body: 'Sale' } } },
      {
        app: 'ios',
        language: 'fr',
        push: { deeplink: 'app://sale', message: { title: 'Soldes', body: 'Dès demain' } },
      },
    ]);
  });

  it('is a silent push too, and nothing of what is no push', () => {
    expect(pushesIn([call('ios', { push_type: 'background' })])).toHaveLength(1);
    expect(pushesIn([call('ios', { push_type: 'alert' })])).toEqual([]);
    expect(pushesIn([call('ios', undefined), call('android', []), call('web', { live: false })])).toEqual([]);
  });

  it.each([7, 'x', null, {}, { body: 7 }, [null], [{ body: 7 }]])(
    'is nothing where `extra` brought what is none: %j',
    (odd) => {
      expect(pushesIn([call('ios', { message: odd }), call('web', { messages: odd })])).toEqual([]);
    },
  );
});
