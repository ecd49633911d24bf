import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArguments, findChromium } from '../../../console/find-chromium.ts';

/** A page in a real Chromium, with everything that went wrong in it and everything that it asked for. */
export interface WatchedPage {
  readonly page: Page;
  /** What it said on its console as an error or warning, and what it threw. */
  readonly complaints: string[];
  /** Hosts that it asked for anything. */
  readonly hosts: Set<string>;
}

/** Undefined where there is no Chromium: said loudly, so that nobody takes a run without it for one with it. */
export async function startChromium(): Promise<Browser | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    console.warn(
      '  SKIPPED: the console was looked at in no browser, since there is no Chromium (CONFIGMEND_CHROMIUM)',
    );
    return undefined;
  }
  return chromium.launch({ executablePath, args: [...chromiumArguments] });
}

export async function watchedPage(browser: Browser): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  return { page, complaints, hosts };
}
