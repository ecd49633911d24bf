import { assert } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import type { ServedDemo } from '../../cli/demo/serve.ts';
import { readLiveState, describeState } from '../../cli/demo/live-state.ts';
import { startChromium, type WatchedPage, watchedPage } from './support/browser.ts';
import { servedDemo } from './support/served-demo.ts';

describe('the console in a browser', function () {
  let browser: Browser | undefined;
  let demo: ServedDemo;
  let watched: WatchedPage;
  let page: Page;
  before(async function () {
    browser = await startChromium();
    if (browser === undefined) return this.skip();
    demo = await servedDemo();
    watched = await watchedPage(browser);
    page = watched.page;
    await page.goto(demo.url);
  });
  after(() => browser?.close());

  /** As a screen reader says it, unseen words and all. */
  const said = async (of: Locator): Promise<string> => ((await of.textContent()) ?? '').replaceAll(/\s+/g, ' ');
  const tab = (name: string): Locator => page.getByRole('tab', { name });
  const open = async (name: string): Promise<void> => {
    await tab(name).click();
    await page.getByRole('tabpanel', { name }).waitFor();
  };
  const row = (name: string): Locator =>
    page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  const idOf = (name: string): string =>
    demo.world.groups.find((group) => group.name === name)?.id ?? assert.fail(name);
  const ingressOf = async (name: string): Promise<string[]> =>
    describeState((await readLiveState(demo.account)).get(idOf(name)));

  it('takes the token out of the address, and stays known to the server without it', async () => {
    await page.getByRole('heading', { name: 'Security groups' }).waitFor();
    assert.notInclude(page.url(), new URL(demo.url).hash);

    await page.reload();

    await page.getByRole('heading', { name: 'Security groups' }).waitFor();
    const [cookie] = await page.context().cookies();
    assert.deepInclude(cookie, { httpOnly: true, sameSite: 'Strict' });
  });

  it('shows what is broken, and finds what a button breaks within seconds', async () => {
    await row('web').getByText('ok').first().waitFor();

    await page.getByRole('button', { name: 'Open ssh on web' }).click();
    await page.getByRole('dialog').getByText('tcp 22 from 0.0.0.0/0').last().waitFor();
    assert.notInclude(await ingressOf('web'), 'tcp 22 from 0.0.0.0/0');
    await page.getByRole('button', { name: 'Break it' }).click();

    await row('web').getByText('critical').waitFor();
    assert.include(await ingressOf('web'), 'tcp 22 from 0.0.0.0/0');
  });

  it('draws which ports reach which networks, and says it to who cannot see it', async () => {
    await page.getByRole('link', { name: 'web', exact: true }).click();

    const drawing = page.getByRole('figure', { name: 'Which ports reach which networks' });
    await drawing.getByRole('listitem').filter({ hasText: 'in violation: tcp 22' }).waitFor({ state: 'attached' });
    assert.equal(await drawing.locator('.reach-bad').count(), 1);
    assert.equal(await drawing.locator('.reach:not(.reach-bad)').count(), 2);
    await page.getByText('tcp 22 from 0.0.0.0/0 opens tcp 22 to the whole IPv4 internet').waitFor();
  });

  it('shows in the queue what would be done, as inspect does', async () => {
    await open('Queue');

    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'web' }) });
    await card.getByText('tcp 22 from the whole IPv4 internet').waitFor();
    await card.getByText('The call: ec2:RevokeSecurityGroupIngress').click();
    await card.getByText('"GroupId"').waitFor();
    assert.match(await said(card.getByRole('listitem').filter({ hasText: 'just for a moment' })), /goes: tcp 22/);
  });

  it('changes nothing where the question is left by Escape', async () => {
    await page.getByRole('switch', { name: /^Gate/ }).click();
    await page.getByRole('button', { name: 'Open the gate', exact: true }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Cancel');

    await page.keyboard.press('Escape');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('switch', { name: /^Gate/ }).getAttribute('aria-checked'), 'false');
  });

  it('mends everything that can be mended once the gate is opened', async () => {
    await page.getByRole('switch', { name: /^Gate/ }).click();
    await page.getByRole('button', { name: 'Open the gate', exact: true }).click();

    await page.getByText('The queue is empty').waitFor();
    await open('Compliance');
    await row('web').getByText('ok').first().waitFor();
    // The queue is empty while the mend is under way, and the rules that found nothing say ok before it is done.
    await row('web').getByText('critical').waitFor({ state: 'detached' });
    assert.notInclude(await ingressOf('web'), 'tcp 22 from 0.0.0.0/0');
    await row('guarded').getByText('critical').waitFor();
  });

  it('shows in the feed what Slack was told of it', async () => {
    await open('Feed');

    const told = page.getByRole('article', { name: new RegExp(`^Mended: security group ${idOf('web')}`) });
    await told.getByText('configmend restore').first().waitFor();
    assert.equal(await told.getByRole('img').first().getAttribute('aria-label'), 'wrench');
  });

  it('shows what was done in the history, and puts it back once that is confirmed', async () => {
    await open('History');
    const action = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^web, mended/ }) });
    await action.getByRole('button', { name: /^web, mended/ }).click();
    await action.getByText('done').first().waitFor();

    await action.getByRole('button', { name: /^Undo/ }).click();
    const dialog = page.getByRole('dialog', { name: `Put web (${idOf('web')}) back?` });
    await dialog.getByText('exempt for 24 hours').waitFor();
    assert.match(
      await said(dialog.getByRole('list', { name: 'Before and after' })),
      /comes: tcp 22 from 0\.0\.0\.0\/0/,
    );
    assert.notInclude(await ingressOf('web'), 'tcp 22 from 0.0.0.0/0');
    await dialog.getByRole('button', { name: 'Put it back' }).click();

    await page.getByText(`${idOf('web')} is as before`).waitFor();
    await page.getByRole('button', { name: /^web, restored/ }).waitFor();
    assert.include(await ingressOf('web'), 'tcp 22 from 0.0.0.0/0');
    await open('Queue');
    await page.getByText('The queue is empty').waitFor();
    assert.include(await ingressOf('web'), 'tcp 22 from 0.0.0.0/0', 'it is exempt, so it stays');
  });

  it('says what holds things up, with the next step', async () => {
    await open('Health');

    await page.getByRole('row').filter({ hasText: 'CHANGE_DENIED' }).getByText('mend by hand').waitFor();
    assert.match(await page.getByRole('region', { name: 'Breaker' }).innerText(), /not tripped/);
    await page.getByRole('row').filter({ hasText: 'configmend restore' }).first().waitFor();
  });

  it('can be used by keyboard alone', async () => {
    await page.reload();
    await tab('Health').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Skip to the page');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement.id'), 'panel');

    await tab('Health').focus();
    for (const [key, name] of [
      ['ArrowRight', 'Compliance'],
      ['ArrowRight', 'Queue'],
      ['End', 'Health'],
      ['ArrowLeft', 'History'],
      ['Home', 'Compliance'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('tab', { name, selected: true }).waitFor();
      assert.match(String(await page.evaluate('document.activeElement.textContent.trim()')), new RegExp(`^${name}`));
    }
    await page.getByRole('switch', { name: /^Gate/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Close the gate', exact: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('switch', { name: /^Gate/, checked: false }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'switch');
  });

  it('keeps what is focused and where it was scrolled to while it refreshes', async () => {
    const link = page.getByRole('link', { name: 'voip', exact: true });
    await link.focus();
    const before = await page.evaluate('scrollY');

    await page.getByRole('button', { name: 'Open everything on app' }).dispatchEvent('click');
    await page.getByRole('button', { name: 'Break it' }).click();
    await row('app').getByText('critical').waitFor();

    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'voip');
    assert.approximately(Number(await page.evaluate('scrollY')), Number(before), 1);
  });

  it('follows the colours of the system until the button says otherwise', async () => {
    const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await ground();
    await page.getByRole('button', { name: /^Colours: auto/ }).click();
    await page.locator('html[data-theme=light]').waitFor();
    const chosen = await ground();

    assert.notEqual(dark, light);
    assert.equal(chosen, light);
  });

  it('names every control, and nothing twice', async () => {
    for (const name of ['Compliance', 'Queue', 'Feed', 'History', 'Health']) {
      await open(name);
      const unnamed = await page.evaluate(
        `[...document.querySelectorAll('button, a[href], [role=tab], [role=switch]')].filter((one) => !(one.getAttribute('aria-label') ?? one.textContent).trim()).length`,
      );
      const twice = await page.evaluate(
        `[...document.querySelectorAll('[id]')].map((one) => one.id).filter((id, at, all) => all.indexOf(id) !== at)`,
      );
      assert.deepEqual([unnamed, twice], [0, []], name);
    }
  });

  it('asked nobody but its own server for anything, and complained of nothing', () => {
    assert.deepEqual([...watched.hosts], [`127.0.0.1:${demo.port}`]);
    assert.deepEqual(watched.complaints, []);
  });

  it('shows a browser without the token nothing but how to get in', async () => {
    const stranger = await (browser ?? assert.fail()).newPage();

    await stranger.goto(`http://127.0.0.1:${demo.port}/`);

    await stranger.getByRole('heading', { name: 'Open the address that configmend printed' }).waitFor();
    assert.notInclude(await stranger.content(), '123456789012');
    await stranger.close();
  });
});
