import '../cli/quiet-sdk.ts';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { repositoryRoot } from './repository-root.ts';
import { startServedDemo } from '../cli/demo/serve.ts';
import { chromiumArguments, findChromium } from '../console/find-chromium.ts';

/** Takes the pictures of the documentation anew: `npm run screenshots`. */
const executablePath = findChromium();
if (executablePath === undefined) {
  console.error('screenshots: there is no Chromium: set CONFIGMEND_CHROMIUM to one');
  process.exit(1);
}

const folder = join(repositoryRoot(), 'docs', 'images');
const looks = ['light', 'dark'] as const;

await mkdir(folder, { recursive: true });
const demo = await startServedDemo();
const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
try {
  await page.goto(demo.url);
  await choose('acme-reports');
  await take('bucket');
  await tab('Queue');
  await page.getByRole('heading', { name: 'wide-range' }).waitFor();
  await take('queue');

  await switchGate('Open');
  await page.getByRole('tab', { name: /^Compliance\s+2\b/ }).waitFor();
  await tab('History');
  await page.getByRole('button', { name: /^Undo .* of wide-range$/ }).click();
  await page.getByRole('button', { name: 'Put it back', exact: true }).waitFor();
  await take('undo');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'wide-range, mended: what was changed' }).click();
  await tab('Feed');
  await page
    .getByRole('article', { name: /^Mended: security group/ })
    .first()
    .waitFor();
  await page.evaluate(`document.querySelector('article[aria-label^="Mended: security group"]').scrollIntoView()`);
  await take('feed');
  await tab('Health');
  await page.getByText('CHANGE_DENIED').first().waitFor();
  await take('health');

  await switchGate('Close');
  await tab('Compliance');
  await page.getByRole('button', { name: 'Open ssh on web' }).click();
  await page.getByRole('button', { name: 'Break it' }).click();
  await page.getByRole('tab', { name: /^Compliance\s+3\b/ }).waitFor();
  await choose('web');
  await page.locator('.toast').waitFor({ state: 'detached', timeout: 15_000 });
  await page.evaluate('scrollTo(0, 0)');
  await take('compliance');
} finally {
  await browser.close();
  await demo.stop();
}

async function take(name: string): Promise<void> {
  await page.mouse.move(0, 0);
  for (const colorScheme of looks) {
    await page.emulateMedia({ colorScheme });
    const path = join(folder, `console-${name}-${colorScheme}.png`);
    await page.screenshot({ path });
    console.log(`${path}  ${Math.round((await stat(path)).size / 1024)} KiB`);
  }
}

async function tab(name: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).waitFor();
  await page.evaluate('scrollTo(0, 0)');
}

async function switchGate(what: 'Open' | 'Close'): Promise<void> {
  await page.getByRole('switch', { name: /^Gate/ }).click();
  await page.getByRole('button', { name: `${what} the gate`, exact: true }).click();
  await page.getByRole('switch', { name: /^Gate/, checked: what === 'Open' }).waitFor();
}

async function choose(name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('complementary').getByRole('heading', { name, exact: true }).waitFor();
  await page.getByRole('heading', { name: 'As it is now' }).waitFor();
}
