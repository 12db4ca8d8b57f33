import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, useBrowser } from '../support/browser.ts';
import { useConsole } from '../support/console.ts';
import { eventually } from '../support/patience.ts';

describeInBrowser('somebody who looks at the console', () => {
  const { stack, request, fault, api } = useConsole();
  const open = useBrowser();
  const openAt = async (place: string) => (await open(`${stack().url}/_console/#/${place}`)).page;
  const screenOf = (page: Page, app: string) => page.getByRole('region', { name: `Screen of ${app}` });

  it('sends a first push and sees it on three phones', async () => {
    const page = await openAt('');
    await page.getByRole('button', { name: 'Send a push', exact: true }).click();
    for (const app of ['ios', 'android', 'web']) await screenOf(page, app).getByRole('listitem').first().waitFor();
  });

  it('switches a 429 on, sends, and reads in the request that it waited and landed', async () => {
    const page = await openAt('trouble');
    await page.getByLabel('App or project').selectOption('web');
    await page.getByRole('switch', { name: /^429: / }).click();
    const order = { capability: 'transactional-send', way: 'http', request: pushTo('u429'), key: 'waits' };
    await api('send', { ...order, request: { ...order.request, apps: ['web'] } });
    await page.getByRole('link', { name: 'Requests' }).click();
    await page.getByRole('searchbox').fill('waits');
    await page.getByRole('link').filter({ hasText: 'transactional-send' }).first().click();
    const view = page.getByRole('article', { name: 'One request' });
    await view.getByText('pause after a 429').waitFor();
    expect(await view.getByText('→ 429').count()).toBe(1);
    expect(await view.getByText('→ 201').count()).toBe(1);
    await screenOf(await openAt('phones'), 'web')
      .getByText('u429')
      .waitFor();
  });

  it('sees a push of unknown outcome parked, has it sent again, and sees it twice', async () => {
    await fault({ kind: 'reset-after-reading', app: 'ios' });
    const push = { ...pushTo('u-twice'), apps: ['ios'] };
    await api('send', { capability: 'transactional-send', way: 'queue', request: push, key: 'twice' });
    await request(({ key, reason }) => key === 'twice' && reason === 'unknown-outcome');
    const page = await openAt('queues');
    await page.getByRole('link', { name: '1 dead letter of transactional-send' }).click();
    await page.getByRole('button', { name: 'Resend twice' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resend 1 letter' }).click();
    await request(({ key, fate }) => key === 'twice' && fate === 'accepted');
    await page.getByRole('link', { name: 'Phones' }).click();
    await page.getByRole('combobox', { name: 'Person' }).fill('u-twice');
    await page.getByRole('button', { name: 'Show their phones' }).click();
    await screenOf(page, 'ios').getByText('2nd time').waitFor();
  });

  it('starts a file of 25,000 people and sees it through', async () => {
    const page = await openAt('held/files');
    await page.getByRole('button', { name: 'Start with 25,000 made-up people' }).click();
    await page.getByText('25,000').first().waitFor();
    const bar = page.getByRole('progressbar', { name: 'Parts' });
    await eventually(async () => expect(await bar.getAttribute('aria-valuetext')).toContain('3 accepted'));
  });

  it('composes a request, is told of a fault at its field while typing, mends it, sends it, and sends it again', async () => {
    const page = await openAt('compose/transactional-send');
    const group = page.getByRole('region', { name: 'Request' }).getByRole('textbox', { name: 'group_id' });
    const check = page.getByRole('region', { name: 'Check' });
    await group.fill('two words');
    await check.getByText('group_id').waitFor();
    expect(await group.getAttribute('aria-invalid')).toBe('true');
    await group.fill('composed');
    await check.getByText('The gateway would take it.').waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.getByText('201').first().waitFor();
    await page.getByRole('button', { name: 'Send again with the same key' }).click();
    await answer
      .getByText(/replayed|given before/i)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'How it got there' }).click();
    await page.getByRole('article', { name: 'One request' }).getByText('nothing reached Batch').waitFor();
  });

  it('switches between light, dark and as the system has it', async () => {
    const page = await openAt('figures');
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const button = page.getByRole('button', { name: 'Light or dark' });
    await button.click();
    await page.getByRole('button', { name: 'Always light' }).click();
    const dark = page.getByRole('button', { name: 'Always dark' });
    const darkGround = await ground();
    await dark.click();
    expect(await ground()).not.toBe(darkGround);
  });

  it('goes from page to page by digits, and to the search by a slash', async () => {
    const page = await openAt('phones');
    await page.getByRole('heading', { level: 1, name: 'Phones' }).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
  });
});

function pushTo(customId: string) {
  return {
    group_id: 'journey',
    recipients: { custom_ids: [customId] },
    message: { title: 'On a journey', body: 'Hello' },
  };
}
